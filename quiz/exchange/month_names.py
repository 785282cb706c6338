"""The names of the months in the languages of spreadsheets, in full and short.

A name is one of two months where languages disagree: listopad is October in Croatian and
November in Polish.
"""

_NAMES = {
    1: (
        "ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janeiro januar januari "
        "január janvier janvāris led leden ledna oca ocak sau saus sausio sausis sij siječanj "
        "siječnja sty styczeń stycznia tam tammi tammikuu tammikuuta ιαν ιανουάριοσ ιανουαρίου "
        "січ січень січня ян янв январь января януари"
    ),
    2: (
        "feb febbraio febr febrer febrero februar februari februarie február februāris fev "
        "fevereiro fév février hel helmi helmikuu helmikuuta lut lutego luty vas vasario "
        "vasaris veeb veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουάριοσ "
        "φεβρουαρίου лют лютий лютого фев февраль февраля февруари"
    ),
    3: (
        "bře březen března kov kovas kovo maa maalis maaliskuu maaliskuuta maart mar marca "
        "marec mars mart martie marts marzec marzo març março mrt mrz már márc március mär "
        "märts märz ožu ožujak ožujka μάρ μάρτιοσ μαρτίου бер березень березня мар март марта"
    ),
    4: (
        "abr abril apr april aprile aprilie aprill apríl aprīlis avr avril bal balandis "
        "balandžio dub duben dubna huh huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis "
        "nisan tra travanj travnja ápr április απρ απρίλ απρίλιοσ απριλίου апр апрель апреля "
        "април кві квітень квітня"
    ),
    5: (
        "geg gegužė gegužės kvě květen května mag maggio mai maig maijs maio maj maja may mayo "
        "mayıs mei máj május svi svibanj svibnja tou touko toukokuu toukokuuta μάι μάιοσ "
        "μαΐου май мая тра травень травня"
    ),
    6: (
        "bir birž birželio birželis cze czerwca czerwiec giu giugno haz haziran iun iunie juin "
        "jun junho juni junij junio juny juuni jún június jūn jūnijs kes kesä kesäkuu kesäkuuta "
        "lip lipanj lipnja čen čer červen června ιουνίου ιούν ιούνιοσ июн июнь июня чер червень "
        "червня юни"
    ),
    7: (
        "hei heinä heinäkuu heinäkuuta iul iulie juil juillet jul julho juli julij julio juliol "
        "juuli júl július jūl jūlijs lie liep liepa liepos lip lipca lipiec lug luglio srp "
        "srpanj srpnja tem temmuz čec července červenec ιουλίου ιούλ ιούλιοσ июл июль июля лип "
        "липень липня юли"
    ),
    8: (
        "ago agost agosto aoû août aug august augusti augusts augustus augusztus avg avgust ağu "
        "ağustos elo elokuu elokuuta kol kolovoz kolovoza rugp rugpj rugpjūtis rugpjūčio sie "
        "sierpień sierpnia srp srpen srpna αυγούστου αύγ αύγουστοσ авг август августа сер "
        "серпень серпня"
    ),
    9: (
        "eyl eylül rugs rugsėjis rugsėjo ruj rujan rujna sep sept september septembre "
        "septembrie septembris septiembre set setembre setembro settembre syy syys syyskuu "
        "syyskuuta sze szept szeptember wrz wrzesień września zář září σεπ σεπτ σεπτέμβριοσ "
        "σεπτεμβρίου вер вересень вересня сен сентябрь сентября сеп септ септември"
    ),
    10: (
        "eki ekim lis listopad listopada lok loka lokakuu lokakuuta oct octobre octombrie "
        "octubre okt oktober oktobris oktoober október ott ottobre out outubro paź październik "
        "października spa spal spalio spalis říj říjen října οκτ οκτωβρίου οκτώβριοσ жов "
        "жовтень жовтня окт октомври октябрь октября"
    ),
    11: (
        "kas kasım lap lapkr lapkritis lapkričio lis listopad listopada listopadu mar marras "
        "marraskuu marraskuuta noi noie noiembrie nov november novembre novembris novembro "
        "noviembre stu studeni studenoga νοέ νοέμ νοέμβριοσ νοεμβρίου лис листопад листопада "
        "ноем ноември ноя ноябрь ноября"
    ),
    12: (
        "ara aralık dec december decembrie decembris des desember desembre dets detsember dez "
        "dezember dezembro dic dicembre diciembre déc décembre grd gru grudnia grudzień gruod "
        "gruodis gruodžio jou joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec "
        "δεκ δεκέμβριοσ δεκεμβρίου гру грудень грудня дек декабрь декабря декември"
    ),
}  # fmt: skip

MONTHS: dict[str, list[int]] = {}
for _month, _names in _NAMES.items():
    for _name in _names.split():
        MONTHS.setdefault(_name, []).append(_month)
