"""
Countries of the generator: how senders spell them, their cities, and the legal forms of their companies.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """
    One country.

    `spellings` are what people type for it, the first the ISO code; `cities` pairs of region and city;
    `culture` the usual culture of its people's names.
    """

    country: str
    spellings: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    legal_forms: tuple[str, ...]
    culture: str
    language: str


PLACES = (
    Place("US", ("US", "USA", "United States", "united states of america", "U.S."),
          (("CA", "San Jose"), ("California", "Fresno"), ("NY", "Albany"), ("Texas", "Austin"), ("WA",
          "Tacoma"),
           ("Illinois", "Peoria"), ("MA", "Worcester"), ("Oregon", "Salem")),
          ("Inc.", "LLC", "Corp."), "english", "en-US"),
    Place("CA", ("CA", "Canada", "canada"), (("Ontario", "Ottawa"), ("QC", "Québec"), ("BC", "Victoria")),
          ("Inc.", "Ltd."), "english", "en-CA"),
    Place("GB", ("GB", "UK", "United Kingdom", "England", "Great Britain"),
          (("England", "Leeds"), ("", "Bristol"), ("Scotland", "Dundee"), ("Wales", "Cardiff")),
          ("Ltd", "PLC", "Limited"), "english", "en-GB"),
    Place("IE", ("IE", "Ireland", "Éire"), (("", "Cork"), ("", "Galway")), ("Ltd", "DAC"), "english",
          "en-IE"),
    Place("DE", ("DE", "Germany", "Deutschland", "germany "),
          (("Bayern", "Augsburg"), ("NRW", "Köln"), ("", "Lübeck"), ("Sachsen", "Chemnitz")),
          ("GmbH", "AG", "GmbH & Co. KG"), "german", "de-DE"),
    Place("AT", ("AT", "Austria", "Österreich"), (("", "Graz"), ("", "Linz")), ("GmbH", "AG"), "german",
          "de-AT"),
    Place("CH", ("CH", "Switzerland", "Schweiz", "Suisse"), (("ZH", "Winterthur"), ("", "Lausanne")),
          ("AG", "SA", "GmbH"), "german", "de-CH"),
    Place("FR", ("FR", "France", "france"), (("", "Lyon"), ("Bretagne", "Brest"), ("", "Orléans")),
          ("SA", "SAS", "SARL"), "french", "fr-FR"),
    Place("ES", ("ES", "Spain", "España"), (("", "Zaragoza"), ("Andalucía", "Málaga")), ("S.A.", "S.L."),
          "spanish",
          "es-ES"),
    Place("IT", ("IT", "Italy", "Italia"), (("", "Torino"), ("", "Bologna")), ("S.p.A.", "S.r.l."),
          "italian", "it"),
    Place("NL", ("NL", "Netherlands", "The Netherlands", "Nederland", "Holland"), (("", "Utrecht"), ("",
          "Breda")),
          ("B.V.", "N.V."), "dutch", "nl-NL"),
    Place("SE", ("SE", "Sweden", "Sverige"), (("", "Malmö"), ("", "Örebro")), ("AB",), "nordic", "sv-SE"),
    Place("NO", ("NO", "Norway", "Norge"), (("", "Bergen"), ("", "Tromsø")), ("AS", "ASA"), "nordic",
          "nb-NO"),
    Place("IS", ("IS", "Iceland", "Ísland"), (("", "Reykjavík"),), ("hf.", "ehf."), "nordic", "is"),
    Place("PL", ("PL", "Poland", "Polska"), (("", "Łódź"), ("", "Gdańsk")), ("Sp. z o.o.", "S.A."),
          "polish", "pl-PL"),
    Place("CZ", ("CZ", "Czechia", "Czech Republic", "Česko"), (("", "Brno"), ("", "Plzeň")), ("s.r.o.",
          "a.s."),
          "polish", "cs-CZ"),
    Place("GR", ("GR", "Greece", "Ελλάδα"), (("", "Θεσσαλονίκη"), ("", "Patra")), ("A.E.",), "greek",
          "el-GR"),
    Place("TR", ("TR", "Turkey", "Türkiye"), (("", "İzmir"), ("", "Eskişehir")), ("A.Ş.", "Ltd. Şti."),
          "turkish",
          "tr-TR"),
    Place("UA", ("UA", "Ukraine", "Україна"), (("", "Львів"), ("", "Odesa")), ("LLC",), "ukrainian", "uk-UA"),
    Place("AE", ("AE", "UAE", "United Arab Emirates"), (("", "Dubai"), ("", "Sharjah")), ("LLC", "FZE"),
          "arabic", "ar"),
    Place("EG", ("EG", "Egypt", "مصر"), (("", "Alexandria"), ("", "القاهرة")), ("S.A.E.",), "arabic",
          "ar-EG"),
    Place("IL", ("IL", "Israel", "ישראל"), (("", "Haifa"), ("", "Be'er Sheva")), ("Ltd",), "hebrew", "he-IL"),
    Place("NG", ("NG", "Nigeria", "nigeria"), (("Lagos", "Ikeja"), ("", "Ibadan")), ("Ltd", "PLC"),
          "nigerian", "en-NG"),
    Place("ZA", ("ZA", "South Africa", "RSA"), (("", "Durban"), ("", "Gqeberha")), ("(Pty) Ltd",),
          "nigerian", "en-ZA"),
    Place("IN", ("IN", "India", "india", "Bharat"), (("KA", "Mysuru"), ("Maharashtra", "Pune"), ("",
          "Kochi")),
          ("Pvt Ltd", "Ltd"), "indian", "en-IN"),
    Place("JP", ("JP", "Japan", "日本"), (("", "横浜市"), ("", "Sendai")),
          ("K.K.", "株式会社"), "japanese", "ja-JP"),
    Place("KR", ("KR", "South Korea", "Korea, Republic of", "대한민국"), (("", "부산"), ("", "Daejeon")),
          ("Co., Ltd.",),
          "korean", "ko-KR"),
    Place("CN", ("CN", "China", "中国"), (("", "成都"), ("", "Suzhou")), ("Co., Ltd.",), "chinese", "zh-CN"),
    Place("SG", ("SG", "Singapore"), (("", "Singapore"),), ("Pte. Ltd.",), "chinese", "en-SG"),
    Place("VN", ("VN", "Vietnam", "Việt Nam"), (("", "Đà Nẵng"), ("", "Huế")), ("JSC", "Co., Ltd."),
          "vietnamese", "vi"),
    Place("AU", ("AU", "Australia", "Aus"), (("NSW", "Newcastle"), ("VIC", "Geelong"), ("Queensland",
          "Cairns")),
          ("Pty Ltd", "Ltd"), "english", "en-AU"),
    Place("NZ", ("NZ", "New Zealand", "Aotearoa"), (("", "Dunedin"), ("", "Whangārei")), ("Ltd",),
          "english", "en-NZ"),
    Place("BR", ("BR", "Brazil", "Brasil"), (("SP", "Campinas"), ("", "Recife"), ("", "São Luís")), ("S.A.",
          "Ltda."),
          "portuguese", "pt-BR"),
    Place("MX", ("MX", "Mexico", "México"), (("", "Puebla"), ("", "Mérida")), ("S.A. de C.V.",), "spanish",
          "es-MX"),
    Place("AR", ("AR", "Argentina"), (("", "Rosario"), ("", "Córdoba")), ("S.A.",), "spanish", "es-AR"),
)  # fmt: skip
