"""By which names columns of observations go, in the languages in which we have met them or expect to.

A name is only the beginning of an answer: `recognition` looks at what stands in the column as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from local2030.vocabulary.folding import fold
from local2030.vocabulary.observations import ATTRIBUTES

Role = Literal[
    "value", "period", "month", "quarter", "indicator", "series", "unit", "unit_mult", "place", "status", "freq",
    "lower", "upper", "attribute", "dimension", "ignored",
]  # fmt: skip

_VALUE = """
value, values, obs value, observation value, obs, val, estimate, figure, amount, data value, datavalue, measure value, result,
valor, valores, valor observado, dato, valeur, valeurs, valeur observee, wert, werte, messwert, zahlenwert, valore,
balioa, balio, waarde, varde, vaerdi, verdi, arvo, vaartus, wartosc, hodnota, ertek, vrijednost, vrednost, vlera,
valoare, deger, значение, показатель значение, маани, мааниси, мани, величина, значення, қиймат, nilai, gia tri,
thamani, qiymat, قيمه, القيمه, 数値, 値, 数值, 值, 값, मान
"""
_PERIOD = """
year, years, time, time period, timeperiod, period, reference period, reporting year, reporting period, date, ref year,
refyear, fiscal year, financial year, school year, academic year, calendar year, data year, survey year, ref date, reference date, period label, time label, year s,
ano, anos, anho, periodo, fecha, ejercicio, annee, annees, an, periode, exercice, jahr, jahre, berichtsjahr, zeit,
zeitraum, stichtag, zeitpunkt, anno, urtea, urteak, any, any s, jaar, perioden, ar, aar, vuosi, aasta, rok, ev,
godina, vit, viti, anul, yil, год, годы, период, жыл, жылы, мезгил, рік, йил, tahun, nam, mwaka, السنه, سنه, العام,
年, 年度, 年份, 연도, वर्ष
"""
_MONTH = "month, mes, mois, monat, mese, hilabetea, maand, месяц, ай, bulan, شهر, 月"
_QUARTER = "quarter, trimestre, trimester, quartal, hiruhilekoa, kwartaal, квартал, chejrek, чейрек, 四半期, 季度"
_INDICATOR = """
indicator, indicators, indicadores, indikatoren, indicateurs, indicatori, adierazleak, показатели, indicator code, indicator id, indicator number, indicator no, sdg indicator, sdg, kpi, indicador,
codigo indicador, codigo de indicador, cod indicador, indicador ods, indicateur, code indicateur, code de l indicateur,
indikator, indikatornummer, kennzahl, kennziffer, codice indicatore, indicatore, adierazlea, adierazle, indicador id,
индикатор, показатель, код показателя, код индикатора, көрсөткүч, көрсөткүчтүн коду, код көрсөткүч, индикатор коду,
indikator kode, gosterge, المؤشر, رمز المؤشر, 指標, 指标, 지표
"""
_INDICATOR_NAME = """
indicator name, indicator title, indicator description, nombre indicador, nombre del indicador, descripcion,
nom de l indicateur, libelle, libelle indicateur, indikatorname, bezeichnung, titel, title, nome indicatore,
название показателя, наименование показателя, наименование, goal, target, sdg goal, sdg target, ziel, meta, objetivo
"""
_SERIES = """
series, measure, measure code, variable, statistic, series code, seriescode, serie, codigo serie, code serie, reihe,
datenreihe, seriea, серия, серии, катар
"""
_UNIT = """
unit, units, unit measure, unit of measure, unit of measurement, unit measurement, uom, unidad, unidades, unidad de medida,
unite, unites, unite de mesure, einheit, einheiten, masseinheit, maßeinheit, unita, unita di misura, unitatea,
unidade, unidade de medida, unitat, unitat de mesura, unitatea, neurria, unitate, eenheid, enhet, enhed, yksikko,
jednotka, jednostka, birim, единица, единица измерения, ед изм, өлчөө бирдиги, бирдик, одиниця виміру, satuan, الوحده,
وحده القياس, 単位, 单位, 단위
"""
_UNIT_MULT = """
unit multiplier, unit mult, multiplier, unitmultiplier, power, scale, scalar factor, multiplicador, multiplicador de unidad,
multiplicateur, multiplikator, skalierung, множитель
"""
_PLACE = """
geocode, geo code, geo, fips, fips code, geoid, geo area, geoareacode, geoareaname, ref area, refarea, reference area, area, area code,
area name, place, place name, place code, location, locality, geography, geography code, geography name,
entity, region, region code, region name, regions, country, country code, country name, iso3, iso2, nation, state, state code,
state name, province, province code, province name, county, county code, county name, district, district code,
district name, municipality, municipality code, municipality name, ward, ward code, ward name, la, la code, la name,
lad, lad code, local authority, local authority code, local authority name, borough, city, town, village, neighbourhood,
neighborhood, parish, settlement, prefecture, city code, city name, commune, oblast, rayon, raion, constituency,
health board, integration authority, combined authority, unitary authority, local government district, nuts, nuts code,
nuts1, nuts2, nuts3, lau, lau code, lsoa, msoa, zip, admin1, admin2, admin3, adm1, adm2, adm3, pcode, admin 1, admin 2,
territorio, territorio codigo, ambito territorial, ambito geografico, comarca, municipio, codigo municipio, provincia,
codigo provincia, isla, comunidad autonoma, ccaa, distrito, barrio, localidad, pais, departamento, canton, parroquia,
estado, lugar, zona geografica, entidad, seccion censal, codigo geografico, region nombre,
territoire, departement, arrondissement, code insee, insee, code commune, code departement, code region, prefecture,
pays, ville, quartier, zone geographique, code geographique, localite,
gebiet, gebietseinheit, raumeinheit, bundesland, land, kreis, kreise, landkreis, raumbezug, gemeinden, gebiete, stadtbezirke, gemeinde, gemeindename, kreisname, ort,
ortsteil, stadt, stadtteil, stadtbezirk, bezirk, ags, regionalschlussel, gemeindeschlussel, kreisfreie stadt, region
name, raum, regierungsbezirk, lander, staat, amtlicher gemeindeschlussel,
regione, comune, provincia nome, comune codice, quartiere, lurraldea, eskualdea, udalerria, herria, probintzia,
comarques, municipi, illa, regiao, municipio nome, concelho, freguesia, gemeente, provincie, kommun, lan, kommune,
fylke, kunta, maakunta, obec, okres, kraj, gmina, powiat, wojewodztwo, judet, comuna, il, ilce, opcina, zupanija,
область, район, регион, город, территория, округ, муниципалитет, республика, страна, наименование территории,
наименование региона, субъект, окато, октмо, соате, аймак, облус, шаар, өлкө, облустар, район шаар, аймак коду,
kabupaten, kota, provinsi, kecamatan, desa, tinh, huyen, wilaya, mkoa, kaunti, wilayah, المحافظه, المنطقه, البلديه,
الولايه, المدينه, जिला, राज्य, गांव, शहर, क्षेत्र, ब्लॉक, 都道府県, 市町村, 市区町村, 地域, 省份, 地区, 城市, 시도, 지역
"""
_STATUS = """
obs status, observation status, obsstatus, obs flag, status, flag, flags, data flag, qualifier, marker, symbol, footnote code,
estado de la observacion, estado observacion, statut, statut d observation, statut observation, merkmalsstatus, flagge,
obs conf, flag codes, flag code, value note, status flag, статус наблюдения
"""
_LOWER = "lower bound, lowerbound, lower ci, lower ci limit, lower confidence interval, lower 95 ci, ci lower, ci low, lower, limite inferior, borne inferieure, untere grenze, lower limit, 95 ci lower, lower confidence limit"
_UPPER = "upper bound, upperbound, upper ci, upper ci limit, upper confidence interval, upper 95 ci, ci upper, ci high, upper, limite superior, borne superieure, obere grenze, upper limit, 95 ci upper, upper confidence limit"
_FREQ = "freq, frequency, frecuencia, frequence, frequenz, haufigkeit, periodicity, periodicidad, периодичность"
_ATTRIBUTE = """
source, source detail, sources, comment, comments, comment obs, note, notes, footnote, footnotes, remark, remarks,
base period, nature, time detail, data source, fuente, fuentes, nota, notas, observaciones, comentario, commentaire,
remarque, note de bas de page, quelle, quellen, anmerkung, anmerkungen, bemerkung, hinweis, fussnote, fonte, iturria,
oharra, источник, примечание, булак, эскертүү, last update, last updated, data last update, url, comment ts, geoinfourl,
upload date, decimals, scalar id, uom id, vector, coordinate, dguid, symbol, terminated, decimal, unit id, margin of error, standard error, std error, moe, confidentiality, conf status, rank, ranking, rang, rango
"""
_FRAME = (
    "structure, structure id, structure name, action, dataflow, dataset, dataset id, reporting type, type of reporting"
)

_TABLES: tuple[tuple[Role, str], ...] = (
    ("value", _VALUE), ("period", _PERIOD), ("month", _MONTH), ("quarter", _QUARTER), ("indicator", _INDICATOR),
    ("series", _SERIES), ("unit", _UNIT), ("unit_mult", _UNIT_MULT), ("place", _PLACE), ("status", _STATUS),
    ("freq", _FREQ), ("lower", _LOWER), ("upper", _UPPER), ("attribute", _ATTRIBUTE),
    ("attribute", _INDICATOR_NAME), ("attribute", _FRAME),
)  # fmt: skip

# What a cell of a dimension says where it means all of it together.
TOTALS = frozenset(
    fold(word) for word in (
        "_T", "total", "totals", "all", "overall", "both sexes", "both", "all ages", "all persons", "everyone", "persons total",
        "total population", "total poblacion", "población total", "ambos sexos", "todos", "todas", "todo", "allage", "bothsex", "allarea", "all areas", "all sexes", "total ages", "conjunto", "total general",
        "ensemble", "tous", "les deux sexes", "deux sexes", "tout", "insgesamt", "gesamt", "alle", "beide geschlechter", "zusammen",
        "totale", "guztira", "denera", "bi sexuak", "tots", "totaal", "totalt", "yhteensä", "celkem", "ogółem", "razem", "összesen", "ukupno",
        "toplam", "всего", "итого", "оба пола", "все", "баары", "жалпы", "бардыгы", "эки жыныс", "усього", "jumlah", "الاجمالي", "المجموع",
        "الجنسين", "総数", "合計", "总计", "合计", "전체", "합계",
    )
)  # fmt: skip

# Columns of numbers that say on how many people or things a value rests.
_SIZES = """
denominator, numerator, count, counts, n, base, sample, sample size, unweighted base, weighted base, population, cases,
number of cases, number of respondents, respondents, cohort, number, denominador, numerador, muestra, tamano de la muestra,
tamano muestral, poblacion, casos, denominateur, numerateur, effectif, effectifs, echantillon, nenner, zahler, fallzahl,
stichprobe, stichprobengrosse, grundgesamtheit, einwohner, anzahl, denominatore, numeratore, знаменатель, числитель,
численность, выборка
"""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # SeriesCode is of two words
_MANNERS = frozenset(("code", "codes", "name", "names", "codigo", "nombre", "nom", "id", "nummer", "label", "cod"))
_INTERVAL = frozenset(("ci", "cl", "confidence", "limit", "bound", "interval"))
_LABELS = frozenset(("description", "label", "name", "descripcion", "etiqueta", "libelle", "bezeichnung", "id", "note"))
_CODE_WORDS = frozenset(
    "geocode fips geoid code codigo codi cod codice kode kodea kod cd id ags insee iso2 iso3 nuts lau pcode код коду कोड رمز 代码 コード окато октмо соате".split()
)


@lru_cache(maxsize=4096)
def role_by_name(name: str) -> Role | None:
    """The role for which a column's name speaks, None where it says nothing.

    >>> role_by_name("Año"), role_by_name("UNIT_MEASURE"), role_by_name("Deprivation decile")
    ('period', 'unit', None)
    """
    known = _roles()
    if name.strip().upper() in ATTRIBUTES:
        return known.get(fold(name), "attribute")
    for folded in dict.fromkeys((fold(name), fold(_HUMP.sub(" ", name)))):
        if role := known.get(folded):
            return role
        first, _, last = folded.rpartition(" ")
        if last in _MANNERS and known.get(first) == "place":
            return "place"
        if last in _LABELS and first in known:
            return "attribute"
        words = set(folded.split())
        if not words.isdisjoint(_INTERVAL) and len(sides := words & {"lower", "upper"}) == 1:
            return "lower" if "lower" in sides else "upper"
        if known.get(folded.removesuffix("s")) == "place" or (first == "general" and known.get(last) == "place"):
            return "place"
    return None


@lru_cache(maxsize=4096)
def is_total(cell: str) -> bool:
    """Whether a cell names the whole of its dimension: Total, _T, Both sexes, Insgesamt."""
    return cell.strip() == "_T" or fold(cell) in TOTALS


@lru_cache(maxsize=1024)
def is_size_name(name: str) -> bool:
    """Whether a column's name says that it counts what a value rests on: Denominator, Sample size, Nenner."""
    return fold(name) in {fold(word) for word in _SIZES.split(",")}


@lru_cache(maxsize=1024)
def is_code_name(name: str) -> bool:
    """Whether a place column's name says that codes stand in it: GeoCode, ward code, Código municipio, AGS."""
    words = fold(name).split()
    return bool(words) and (not _CODE_WORDS.isdisjoint(words) or words[-1].endswith("code"))


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, Role]:
    found: dict[str, Role] = {}
    for role, words in _TABLES:
        for word in words.split(","):
            found.setdefault(fold(word), role)
    return found
