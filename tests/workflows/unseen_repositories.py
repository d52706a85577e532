"""Repositories as we have never seen them: each is its files and what must come out, without a line of code for it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Unseen(NamedTuple):
    """Files by name; how many rows and observations; some observations (indicator, place, period, value, dims)."""

    files: dict[str, str | bytes]
    rows: int
    observations: int
    some: tuple[tuple[str, str, str, float | None, str], ...] = ()
    reported: int = 0

    def write(self, folder: Path) -> Path:
        """The repository in a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder


UNSEEN = {
    "a German city: semicolons, decimal commas, Latin-1": Unseen(
        {"daten/indicator_1-2-1.csv": "Jahr;Geschlecht;Stadtteil;Einheit;Wert\r\n2019;insgesamt;;Prozent;12,5\r\n"
         "2020;insgesamt;;Prozent;13,1\r\n2020;männlich;;Prozent;1.012,4\r\n2020;insgesamt;Südstadt;Prozent;9,0\r\n".encode("latin-1")},
        4, 4, (("1.2.1", "", "2020", 13.1, ""), ("1.2.1", "", "2020", 1012.4, '{"Geschlecht":"männlich"}')),
    ),
    "one tidy French file of many indicators": Unseen(
        {"donnees.csv": "Code indicateur,Commune,Année,Sexe,Valeur,Unité\n1.1.1,Lyon,2019,,5,%\n1.1.1,Lyon,2020,,6,%\n"
         "3.2.1,Lyon,2019,Femmes,2,pour 1000\n3.2.1,Villeurbanne,2019,Hommes,n/d,pour 1000\n"},
        4, 4, (("3.2.1", "Lyon", "2019", 2.0, '{"Sexe":"Femmes"}'),),
    ),
    "Spanish, year and quarter in two columns": Unseen(
        {"data/indicator_8-5-2.csv": "Año,Trimestre,Isla,Unidad de medida,Valor\n2020,1,Mallorca,PT,10.1\n2020,2,Mallorca,PT,14.1\n2020,T3,Menorca,PT,9\n"},
        3, 3, (("8.5.2", "Mallorca", "2020-Q2", 14.1, ""), ("8.5.2", "Menorca", "2020-Q3", 9.0, "")),
    ),
    "Kyrgyz headers, Russian labels, months in a column": Unseen(
        {"data/indicator_3-1-1.csv": "Жыл,Ай,Облус,Жынысы,Өлчөө бирдиги,Мааниси\n2020,1,Чүй,Баары,адам,5\n2020,2,Чүй,Баары,адам,7\n2020,2,Ош,Аял,адам,3\n"},
        3, 3, (("3.1.1", "Чүй", "2020-01", 5.0, ""), ("3.1.1", "Ош", "2020-02", 3.0, '{"Жынысы":"Аял"}')),
    ),
    "years across, places as rows": Unseen(
        {"indicator_6-1-1.csv": "Municipio,Unidad,2018,2019,2020\nAlava,%,1,2,3\nBizkaia,%,4,,6\nGipuzkoa,%,7,8,<5\n"},
        3, 9, (("6.1.1", "Bizkaia", "2019", None, ""), ("6.1.1", "Alava", "2020", 3.0, ""), ("6.1.1", "Gipuzkoa", "2020", None, "")),
    ),
    "the World Bank's manner of years across": Unseen(
        {"wdi.csv": "Country Name,Country Code,Indicator Name,Indicator Code,1990 [YR1990],2000 [YR2000]\n"
         "Kenya,KEN,Poverty,SI.POV.DDAY,31.7,..\nUganda,UGA,Poverty,SI.POV.DDAY,70.1,60\n"},
        2, 4, (("SI.POV.DDAY", "KEN", "1990", 31.7, ""), ("SI.POV.DDAY", "KEN", "2000", None, "")),
    ),
    "indicators across": Unseen(
        {"alles.csv": "Gemeinde;Jahr;1.1.1;3.2.1;8-5-2\nNordort;2019;1,5;2;3\nNordort;2020;1,7;2;x\nSüdort;2020;;4;5\n"},
        3, 9, (("1.1.1", "Nordort", "2019", 1.5, ""), ("8.5.2", "Nordort", "2020", None, ""), ("1.1.1", "Südort", "2020", None, "")),
    ),
    "names of indicators across": Unseen(
        {"table.csv": "ward,year,Poverty rate,Unemployment\nNorth,2019,10.5,4\nNorth,2020,11.5,5\nSouth,2020,9.5,3\n"},
        3, 6, (("Poverty rate", "North", "2019", 10.5, ""), ("Unemployment", "South", "2020", 3.0, "")),
    ),
    "countries across": Unseen(
        {"indicator_9-5-1.csv": "Year,Kenya,Uganda,Rwanda\n2019,1,2,3\n2020,2,3,4\n"},
        2, 6, (("9.5.1", "Uganda", "2020", 3.0, ""),),
    ),
    "its own borders say which places there are": Unseen(
        {"data/indicator_11-1-1.csv": "Year,Zonk,Value\n2019,,5\n2019,A1,6\n2019,A2,7\n",
         "geo/zones.geojson": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"A1","name":"Aplace"},"geometry":'
         '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}},{"type":"Feature","properties":{"id":"A2","name":"Bplace"},"geometry":'
         '{"type":"Polygon","coordinates":[[[2,0],[2,1],[3,1],[2,0]]]}}]}'},
        3, 3, (("11.1.1", "A1", "2019", 6.0, ""),),
    ),
    "names nobody knows: what stands in them speaks": Unseen(
        {"indicator_2-1-1.csv": "Kol1,Kol2,Kol3\n2018,abc,1.5\n2019,abc,2.5\n2019,xyz,3.5\n"},
        3, 3, (("2.1.1", "_T", "2019", 2.5, '{"Kol2":"abc"}'),),
    ),
    "SDMX-CSV 1.0": Unseen(
        {"sdmx.csv": "DATAFLOW,FREQ,SERIES,REF_AREA,SEX,UNIT_MEASURE,UNIT_MULT,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
         "XX:SDG(1.0),A,SI_POV_DAY1,KG,_T,PT,0,2019,5.1,A\nXX:SDG(1.0),A,SI_POV_DAY1,KG,F,PT,0,2019,,O\n"},
        2, 2, (),
    ),
    "fiscal years with hyphens, that could be months": Unseen(
        {"indicator_4-1-1.csv": "Year,Value\n2008-09,1\n2009-10,2\n2010-11,3\n2011-12,4\n2012-13,5\n"},
        5, 5, (("4.1.1", "_T", "2011-12", 4.0, ""),),
    ),
    "urban and rural are no places": Unseen(
        {"indicator_1-4-1.csv": "Year,Location,Value\n2019,Urban,1\n2019,Rural,2\n2019,,3\n"},
        3, 3, (("1.4.1", "_T", "2019", 1.0, '{"Location":"Urban"}'),),
    ),
    "columns that are SQL or formulas": Unseen(
        {"indicator_1-1-1.csv": 'Year,"=cmd|\'/c calc\'!A1","x""; DROP TABLE t; --",Value\n2019,=1+1,a,1\n2020,b,c,=2+3\n'},
        2, 1, (("1.1.1", "_T", "2019", 1.0, '{"=cmd|\'/c calc\'!A1":"=1+1","x\\"; DROP TABLE t; --":"a"}'),), 1,
    ),
    "dates, words and formulas as values": Unseen(
        {"indicator_5-1-1.csv": "Year,Value\n2015,5\n2016,2020-01-05\n2017,twelve\n2018,inf\n2019,=A1\n2020,(123)\n20x1,5\n,5\n"},
        8, 1, (("5.1.1", "_T", "2015", 5.0, ""),), 7,
    ),
    "a pivot of groups under one indicator": Unseen(
        {"indicator_5-5-1.csv": "Year,Group,Value,Lower CI,Upper CI,Source,Observation status\n2019,All,50,48,52,Census,Normal value\n"
         "2020,All,51,49,53,Census,Provisional value\n"},
        2, 2, (("5.5.1", "_T", "2020", 51.0, ""),),
    ),
    "codes and names of places side by side": Unseen(
        {"indicator_3-3-1.csv": "LA code,LA name,Ward Code,Ward,Period,Result\nE06,Town,,,2019,5\nE06,Town,W1,Ash,2019,6\nE06,Town,W2,Beech,2019,7\n"},
        3, 3, (("3.3.1", "W1", "2019", 6.0, ""),),
    ),
    "nationality is no place": Unseen(
        {"indicator_10-7-1.csv": "Year,Country of birth,Region,Value\n2019,Kenya,North,1\n2019,Uganda,North,2\n2019,Rwanda,South,3\n"},
        3, 3, (("10.7.1", "North", "2019", 1.0, '{"Country of birth":"Kenya"}'),),
    ),
    "tabs, blank rows, a header in the middle": Unseen(
        {"indicator_7-1-1.tsv": "Year\tValue\n2018\t1\n\n2019\t2\nYear\tValue\n2020\t3\n"},
        4, 3, (("7.1.1", "_T", "2020", 3.0, ""),), 1,
    ),
    "Japanese": Unseen(
        {"indicator_3-4-1.csv": "年,性別,地域,単位,値\n2019年,総数,東京都,人,12\n2020年,男,東京都,人,5\n2020年,男,大阪府,人,4\n"},
        3, 3, (("3.4.1", "大阪府", "2020年", 4.0, '{"性別":"男"}'),),
    ),
    "the United Nations' own table": Unseen(
        {"un.csv": "Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,Time_Detail,UpperBound,"
         "LowerBound,BasePeriod,Source,FootNote,Age,Location,Nature,Reporting Type,Sex,Units\n"
         "1,1.1,1.1.1,SI_POV_DAY1,Poverty,404,Kenya,2015.0,37.3,2015,40,,,WB,,ALLAGE,ALLAREA,G,G,BOTHSEX,PERCENT\n"
         "1,1.1,1.1.1,SI_POV_DAY1,Poverty,404,Kenya,2016.0,36.3,2016,,,,WB,,15+,URBAN,G,G,FEMALE,PERCENT\n"},
        2, 2, (("1.1.1", "404", "2015.0", 37.3, ""), ("1.1.1", "404", "2016.0", 36.3, '{"Age":"15+","Location":"URBAN","Sex":"FEMALE"}')),
    ),
    "Statistics Canada's table": Unseen(
        {"can.csv": "REF_DATE,GEO,DGUID,Indicator,UOM,UOM_ID,SCALAR_FACTOR,VECTOR,COORDINATE,VALUE,STATUS,SYMBOL,TERMINATED,DECIMALS\n"
         "2019,Canada,2016A01,1.1.1,Percent,239,units,v1,1.1,10.3,,,,1\n2020,Ontario,2016A02,1.1.1,Percent,239,units,v2,1.2,,x,,,1\n"},
        2, 2, (("1.1.1", "Canada", "2019", 10.3, ""), ("1.1.1", "Ontario", "2020", None, "")),
    ),
    "codes and their labels in pairs": Unseen(
        {"oecd.csv": "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,Reference area,MEASURE,Measure,UNIT_MEASURE,Unit of measure,TIME_PERIOD,Time period,"
         "OBS_VALUE,Observation value,OBS_STATUS,Observation status\nDATAFLOW,X(1.0),I,FRA,France,POV,Poverty,PT,Percent,2019,,8.3,,A,Normal value\n"
         "DATAFLOW,X(1.0),I,DEU,Germany,POV,Poverty,PT,Percent,2019,,10.3,,A,Normal value\n"},
        2, 2, (("POV", "France", "2019", 8.3, ""),),
    ),
    "men and women across": Unseen(
        {"indicator_5-5-1.csv": "Year,Men,Women,Total\n2019,60,40,100\n2020,61,39,100\n"},
        2, 6, (("5.5.1", "_T", "2020", 39.0, '{"Group":"Women"}'), ("5.5.1", "_T", "2019", 100.0, "")),
    ),
    "months across": Unseen(
        {"indicator_8-5-2.csv": "Comarca,Jan 2020,Feb 2020\nA,1,2\nB,4,5\n"}, 2, 4, (("8.5.2", "B", "Feb 2020", 5.0, ""),),
    ),
    "years across with a sum behind them": Unseen(
        {"indicator_8-5-2.csv": "Place,Sex,2019,2020,Total\nA,F,1,2,3\nA,M,3,4,7\n"}, 2, 4, (("8.5.2", "A", "2020", 2.0, '{"Sex":"F"}'),),
    ),
    "a column of quarters alone": Unseen(
        {"indicator_8-1-1.csv": "Quarter,Region,Value\n2020 Q1,North,4\n2020 Q2,North,3\n"}, 2, 2, (("8.1.1", "North", "2020 Q2", 3.0, ""),),
    ),
    "bounds by long names, kinds of area, notes": Unseen(
        {"phe.csv": "indicator_id,area_code,area_name,area_type,period_label,lower_ci_95_0,upper_ci_95_0,value,value_note\n"
         "1.1.1,E06,Town,UA,2017/18,1,3,2,\n1.1.1,E07,City,UA,2017/18,1,3,2.5,estimated\n"},
        2, 2, (("1.1.1", "E06", "2017/18", 2.0, ""), ("1.1.1", "City", "2017/18", 2.5, "")),
    ),
    "an estimate with its margin": Unseen(
        {"us.csv": "State,County,FIPS,Year,Indicator,Estimate,Margin of Error\nTexas,Travis,48453,2019,1.2.1,11.1,0.3\nTexas,Bexar,48029,2019,1.2.1,16.1,0.2\n"},
        2, 2, (("1.2.1", "Travis", "2019", 11.1, ""),),
    ),
    "Spanish, the value called Total": Unseen(
        {"ine.csv": "Municipios;Indicadores;Periodo;Total\n28079 Madrid;Renta;2019;15.930,5\n28079 Madrid;Renta;2020;16.120\n"},
        2, 2, (("Renta", "", "2019", 15930.5, ""), ("Renta", "", "2020", 16120.0, "")),
    ),
    "Balearic names of columns": Unseen(
        {"indicator_1-2-1.csv": "Year,general.territorio,general.sexo,Units,Value\n2019,Illes Balears,Total,%,15\n2019,Mallorca,Total,%,14\n2019,Menorca,Hombres,%,13\n"},
        3, 3, (("1.2.1", "Mallorca", "2019", 14.0, ""), ("1.2.1", "Menorca", "2019", 13.0, '{"general.sexo":"Hombres"}')),
    ),
    "Eurostat's TSV: dimensions in one column, flags behind values": Unseen(
        {"estat_sdg_01_10.tsv": "freq,unit,geo\\TIME_PERIOD\t2018 \t2019 \t2020 \nA,PC,ES\t12.3 \t12.1 b\t: \nA,PC,ES21\t9.8 p\t: c\t10.1 e\nA,PC,FR\t:\t8 bp\t7.5\n"},
        3, 9, (("sdg_01_10", "ES", "2019", 12.1, ""), ("sdg_01_10", "ES21", "2019", None, ""), ("sdg_01_10", "FR", "2019", 8.0, "")),
    ),
    "Eurostat's CSV with the years across": Unseen(
        {"sdg_01_10_linear.csv": "freq,unit,age,geo\\TIME_PERIOD,2018,2019\nA,PC,TOTAL,ES,12.3,12.1 b\nA,PC,Y_LT6,ES,9.8 p,: c\n"},
        2, 4, (("sdg_01_10", "ES", "2018", 12.3, ""), ("sdg_01_10", "ES", "2019", None, '{"age":"Y_LT6"}')),
    ),
    "Eurostat's SDMX-CSV": Unseen(
        {"data.csv": "DATAFLOW,LAST UPDATE,freq,unit,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
         "ESTAT:SDG_01_10(1.0),01/02/24 11:00:00,A,PC,TOTAL,ES,2019,12.3,b,\nESTAT:SDG_01_10(1.0),01/02/24 11:00:00,A,PC,TOTAL,ES,2020,,,C\n"},
        2, 2, (("SDG_01_10", "ES", "2019", 12.3, ""),),
    ),
    "the World Bank's table with its head and an empty last column": Unseen(
        {"API_EG.csv": '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-05-30",\n\n"Country Name","Country Code","Indicator Name",'
         '"Indicator Code","2018","2019",\n"Aruba","ABW","Electricity","EG.ELC.ACCS.ZS","","100",\n"Kenya","KEN","Electricity","EG.ELC.ACCS.ZS","61","69.7",\n'},
        2, 4, (("EG.ELC.ACCS.ZS", "KEN", "2019", 69.7, ""), ("EG.ELC.ACCS.ZS", "ABW", "2018", None, "")),
    ),
    "the World Bank's data bank, with notes under the table": Unseen(
        {"databank.csv": "Country Name,Country Code,Series Name,Series Code,2018 [YR2018],2019 [YR2019]\nKenya,KEN,Poverty,SI.POV,31,..\nUganda,UGA,Poverty,SI.POV,30,29\n"
         ",,,,,\n,,,,,\nData from database: World Development Indicators,,,,,\nLast Updated: 05/30/2024,,,,,\n"},
        4, 4, (("SI.POV", "KEN", "2019", None, ""), ("SI.POV", "UGA", "2019", 29.0, "")), 2,
    ),
    "Our World in Data: a value that is called what it is": Unseen(
        {"poverty.csv": "Entity,Code,Year,Share of people in poverty\nKenya,KEN,2015,36.8\nKenya,KEN,2021,38.6\nAfrica,,2015,40\nWorld,OWID_WRL,2015,10.1\n"},
        4, 4, (("Share of people in poverty", "KEN", "2021", 38.6, ""), ("Share of people in poverty", "Africa", "2015", 40.0, "")),
    ),
    "Our World in Data: two of them": Unseen(
        {"two.csv": "Entity,Code,Year,Life expectancy,GDP per capita\nKenya,KEN,2015,66.8,2800\nUganda,UGA,2015,61,2000\n"},
        2, 4, (("GDP per capita", "UGA", "2015", 2000.0, ""),),
    ),
    "a place's name in three languages": Unseen(
        {"indicator_1-2-1.csv": "Municipality,Municipio,Udalerria,Year,Value\nBilbao,Bilbao,Bilbo,2020,5\nVitoria-Gasteiz,Vitoria-Gasteiz,Gasteiz,2020,6\n"
         "San Sebastian,San Sebastián,Donostia,2020,7\nPamplona,Pamplona,Iruña,2020,8\nPamplona,Pamplona,Iruña,2021,9\n"},
        5, 5, (("1.2.1", "San Sebastian", "2020", 7.0, ""), ("1.2.1", "Pamplona", "2021", 9.0, "")),
    ),
}  # fmt: skip
