"""`local2030 marker score` as other programs use it: formats, exit codes, refusals in plain words."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from builders import iati, iati_activity, iati_payment, write
from local2030.cli.main import cli, main

MAYOR = "Municipality of Nyeri"
GOOD = iati(iati_activity("X-1", iati_payment(25, MAYOR, type_="11"), iati_payment(75, "World Office", type_="40")))


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of the command."""
    with pytest.raises(SystemExit) as end:
        main([str(a) for a in arguments])
    return end.value.code, *capsys.readouterr()


def test_json_is_the_contract(capsys, tmp_path):
    code, out, _ = run(capsys, "marker", "score", write(tmp_path, "a.xml", GOOD), "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["programmes"][0]["local_share"]["strict"]["low"] == 0.25
    assert document["files"][0]["version"] == "2.03"


def test_csv_is_a_line_a_programme(capsys, tmp_path):
    _, out, _ = run(capsys, "marker", "score", write(tmp_path, "a.xml", GOOD), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["identifier", "level", "level_possible", "local_share_low", "local_share_high", "coverage"]
    assert (rows[0]["identifier"], rows[0]["local_share_low"], rows[0]["coverage"]) == ("X-1", "0.25", "1.0")


def test_an_identifier_that_is_a_formula_is_neutralized_in_csv(capsys, tmp_path):
    file = write(tmp_path, "a.xml", iati(iati_activity("=HYPERLINK(1)", iati_payment(1, MAYOR))))
    _, out, _ = run(capsys, "marker", "score", file, "--format", "csv")
    assert list(csv.reader(io.StringIO(out)))[1][0] == "'=HYPERLINK(1)"


def test_the_table_says_what_can_be_known_and_that_it_is_a_prototype(capsys, tmp_path):
    _, out, _ = run(capsys, "marker", "score", write(tmp_path, "a.xml", GOOD))
    assert "prototype, not adopted" in out and "provisional" in out
    assert "it can be known who received 100% of the money" in " ".join(out.split())
    assert "What would lift it" in out


def test_several_programmes_are_a_row_each(capsys, tmp_path):
    file = write(tmp_path, "a.xml", iati(*(iati_activity(f"X-{i}", iati_payment(1, MAYOR)) for i in range(3))))
    _, out, _ = run(capsys, "marker", "score", file)
    assert "3 programmes" in out and "X-2" in out


def test_a_file_that_breaks_off_gives_what_came_before_and_exit_3(capsys, tmp_path):
    broken = GOOD.replace("</iati-activities>", "<iati-activity><iati-identifier>Y")
    code, out, _ = run(capsys, "marker", "score", write(tmp_path, "a.xml", broken), "--format", "json")
    document = json.loads(out)
    assert code == 3
    assert [p["identifier"] for p in document["programmes"]] == ["X-1"]
    (error,) = [f for f in document["findings"] if f["severity"] == "error"]
    assert (error["code"], error["file"], error["line"] is not None) == ("xml-malformed", "a.xml", True)
    assert error["message"] and error["remedy"]


@pytest.mark.parametrize("content", ["", "<html><body>404</body></html>", "no xml at all", "\0\0\0"])
def test_nothing_that_can_be_read_is_exit_1_and_a_sentence(capsys, tmp_path, content):
    code, _, err = run(capsys, "marker", "score", write(tmp_path, "a.xml", content))
    assert code == 1
    assert "Traceback" not in err and "a.xml" in err
    code, out, _ = run(capsys, "marker", "score", tmp_path / "a.xml", "--format", "json")
    document = json.loads(out)
    assert (code, document["programmes"], document["findings"][0]["file"]) == (1, [], "a.xml")


def test_an_address_is_read_on_the_command_line_and_a_missing_one_is_told(capsys, tmp_path):
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    write(tmp_path, "a.xml", GOOD)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        code, out, _ = run(capsys, "marker", "score", f"{address}/a.xml", "--format", "csv")
        assert code == 0 and "X-1,0," in out
        code, _, err = run(capsys, "marker", "score", f"{address}/none.xml", "--format", "csv")
        assert code == 1 and "none.xml" in err and "Traceback" not in err
    finally:
        server.shutdown()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nowhere.xml"], "no such file"),
        ([], "Missing argument"),
        (["{file}", "--format", "pdf"], "not one of"),
        (["{file}", "--currency", "BANANA"], "not a currency"),
        (["{file}", "--programme", "X-1", "--group", "{file}"], "can't be used together"),
        (["{file}", "--claims", "nowhere.csv"], "does not exist"),
        (["{file}", "--no-such-option"], "No such option"),
    ],
)
def test_wrong_use_is_exit_2_and_says_why(capsys, tmp_path, arguments, word):
    file = write(tmp_path, "a.xml", GOOD)
    code, _, err = run(capsys, "marker", "score", *(a.format(file=file) for a in arguments))
    assert code == 2
    assert word in err


def test_standard_input_gzip_and_a_folder_are_read_alike(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.xml.gz").write_bytes(gzip.compress(GOOD.encode()))
    command = [sys.executable, "-m", "local2030", "marker", "score", "--format", "csv"]
    whole = subprocess.run([*command, str(folder)], capture_output=True, check=True).stdout
    piped = subprocess.run([*command, "-"], input=GOOD.encode(), capture_output=True, check=True).stdout
    assert whole == piped
    assert b"X-1,0," in whole


def test_the_pdf_is_written_beside_what_is_printed(capsys, tmp_path):
    out = tmp_path / "score.pdf"
    code, _, err = run(capsys, "marker", "score", write(tmp_path, "a.xml", GOOD), "--pdf", out)
    assert code == 0 and str(out) in err
    assert out.read_bytes().startswith(b"%PDF-") and out.stat().st_size > 20_000


def test_other_rates_and_another_currency(capsys, tmp_path):
    file = write(tmp_path, "a.xml", iati(iati_activity("X", iati_payment(100, MAYOR, type_="11", currency="KES"))))
    rates = write(tmp_path, "rates.csv", "date,currency,usd_per_unit\n2023-01-01,KES,0.01\n2023-01-01,EUR,2\n")
    _, out, _ = run(capsys, "marker", "score", file, "--format", "json", "--rates", rates, "--currency", "eur")
    document = json.loads(out)
    assert (document["currency"], document["programmes"][0]["totals"]["in_scope"]) == ("EUR", "0.50")
    late = write(tmp_path, "late.csv", "date,currency,usd_per_unit\n2023-07-01,KES,0.01\n")
    _, out, _ = run(capsys, "marker", "score", file, "--format", "json", "--rates", late)
    totals = json.loads(out)["programmes"][0]["totals"]
    assert (totals["no_rate"], totals["in_scope"], totals["outgoing"]) == (1, "0.00", {"KES": "100.00"})


def test_a_corrected_organisation_decides(capsys, tmp_path):
    file = write(tmp_path, "a.xml", GOOD)
    register = write(tmp_path, "r.csv", "name,ref,country,class,reach,reason,source,by,date\n"
                     f"{MAYOR},,KE,INTL,,it is a twin town abroad,letter,me,2026-01-01\n")  # fmt: skip
    _, out, _ = run(capsys, "marker", "score", file, "--format", "json", "--register", register)
    document = json.loads(out)
    assert document["register"]["entries"] == 1
    p = document["programmes"][0]
    assert p["local_share"]["strict"]["low"] == 0
    assert next(a for a in p["actors"] if a["name"] == MAYOR)["corrected"] is True
    assert p["moved"]["local_share"]["low"] == {"before": 0.25, "after": 0.0}
    _, out, _ = run(capsys, "marker", "score", file, "--register", register)
    assert "moved the local share from 25% to 0%" in " ".join(out.split())


def test_templates_are_printed_and_written(tmp_path):
    out = CliRunner().invoke(cli, ["marker", "ledger-template"]).output
    assert (
        out.splitlines()[0]
        .lstrip("\ufeff")
        .startswith("programme,date,giver,receiver,receiver_ref,receiver_type,place,amount")
    )
    written = tmp_path / "claims.xlsx"
    assert CliRunner().invoke(cli, ["marker", "claims-template", str(written)]).exit_code == 0
    assert written.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["marker", "score", "{file}", "--pdf", "{file}"], "is no PDF"),
        (["marker", "score", "{file}", "--pdf", "{folder}/none/a.pdf"], "no folder"),
        (["marker", "score", "{file}", "--cache", "{folder}/none/a.sqlite"], "no folder"),
        (["marker", "score", "{file}", "--cache", "{file}"], "kept scores"),
        (["marker", "ledger-template", "{file}"], "isn't written over"),
        (["marker", "claims-template", "{folder}/none/a.csv"], "no folder"),
    ],
)
def test_files_of_others_are_never_written_over(capsys, tmp_path, arguments, word):
    file = write(tmp_path, "a.xml", GOOD)
    code, _, err = run(capsys, *(a.format(file=file, folder=tmp_path) for a in arguments))
    assert code == 2 and word in " ".join(err.split())
    assert (tmp_path / "a.xml").read_text("utf-8") == GOOD


def test_a_programme_that_is_not_there_is_told_in_the_document(capsys, tmp_path):
    code, out, _ = run(
        capsys, "marker", "score", write(tmp_path, "a.xml", GOOD), "--programme", "NOPE", "--format", "json"
    )
    assert (code, [f["code"] for f in json.loads(out)["findings"]]) == (1, ["programme-not-found"])


def test_the_rubric_is_shown_and_checked_and_ids_are_explained():
    shown = CliRunner().invoke(cli, ["marker", "rubric", "show", "C4"]).output
    assert "Finance to local level" in shown and "15%" in shown
    checked = CliRunner().invoke(cli, ["marker", "rubric", "check"])
    assert checked.exit_code == 0 and "No mistake" in checked.output
    for identifier, word in (
        ("L2", "mean of the criteria"),
        ("LRG", "Local or regional"),
        ("no-rate", "exchange rate"),
        ("strict", "Local governments"),
    ):
        assert word in CliRunner().invoke(cli, ["marker", "explain", identifier]).output
    assert CliRunner().invoke(cli, ["marker", "explain", "nonsense"]).exit_code == 2


def test_help_imports_nothing_heavy():
    heavy = "import sys; from local2030.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    heavy += "print([m for m in ('lxml', 'django', 'altair', 'numpy', 'rich', 'yaml', 'typst') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"
