"""The names of the months in the languages of spreadsheets, in full and short.

A name is one of two months where languages disagree: listopad is October in Croatian and
November in Polish.
"""

_NAMES = {
    1: (
        "ean eanáir ene enero gen gener gennaio ian ianuarie ion ionawr jaan jaanuar jan "
        "janeiro januar januari január januára janvier janvāris janúar led leden ledna oca ocak "
        "sau saus sausio sausis sij siječanj siječnja sty styczeń stycznia tam tammi tammikuu "
        "tammikuuta urt urtarrila xan xaneiro ιαν ιανουάριοσ ιανουαρίου січ січень січня ян янв "
        "январь января януари јан јануар јануари יאנ' ינו ינואר يناير 一月"
    ),
    2: (
        "chw chwe chwefror feabh feabhra feb febbraio febr febreiro febrer febrero februar "
        "februari februarie február februára februāris febrúar fev fevereiro fév février hel "
        "helmi helmikuu helmikuuta lut lutego luty ots otsaila vas vasario vasaris veeb "
        "veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουάριοσ φεβρουαρίου лют "
        "лютий лютого феб фебруар фев февраль февраля февруари פבר פבר' פברואר فبراير 二月"
    ),
    3: (
        "bře březen března kov kovas kovo maa maalis maaliskuu maaliskuuta maart mar marca "
        "marec maret mars mart martie marts martxoa marzec marzo març março maw mawrth mrt mrz "
        "már márc március márta mär märts märz ožu ožujak ožujka μάρ μάρτιοσ μαρτίου бер "
        "березень березня мар март марта מרץ مارس 三月"
    ),
    4: (
        "abr abril aib aibreán api apirila apr april aprile aprilie aprill apríl apríla aprīlis "
        "avr avril bal balandis balandžio dub duben dubna ebr ebrill huh huhti huhtikuu "
        "huhtikuuta kwi kwiecień kwietnia nis nisan tra travanj travnja ápr április απρ απρίλ "
        "απρίλιοσ απριλίου апр апрель апреля април кві квітень квітня אפר אפריל أبريل إبريل 四月"
    ),
    5: (
        "beal bealtaine geg gegužė gegužės kvě květen května mag maggio mai maiatza maig maijs "
        "maio maj maja may mayo mayıs maí mei máj mája május svi svibanj svibnja tou touko "
        "toukokuu toukokuuta μάι μάιοσ μαΐου май мая мај тра травень травня מאי مايو 五月"
    ),
    6: (
        "bir birž birželio birželis cze czerwca czerwiec eka ekaina giu giugno haz haziran iun "
        "iunie juin jun junho juni junij junio juny juuni jún júna június júní jūn jūnijs kes "
        "kesä kesäkuu kesäkuuta lip lipanj lipnja meh mehefin meith meitheamh xuñ xuño čen čer "
        "červen června ιουν ιουνίου ιούν ιούνιοσ июн июнь июня чер червень червня юни јун јуни "
        "יונ יוני يونيو 六月"
    ),
    7: (
        "gor gorff gorffenaf hei heinä heinäkuu heinäkuuta iul iulie iúil juil juillet jul "
        "julho juli julij julio juliol juuli júl júla július júlí jūl jūlijs lie liep liepa "
        "liepos lip lipca lipiec lug luglio srp srpanj srpnja tem temmuz uzt uztaila xul xullo "
        "čec července červenec ιουλ ιουλίου ιούλ ιούλιοσ июл июль июля лип липень липня юли јул "
        "јули יול יולי يوليو 七月"
    ),
    8: (
        "abu abuztua ago agost agosto agu agustus aoû août aug august augusta augusti augusts "
        "augustus augusztus avg avgust aws awst ağu ağustos elo elokuu elokuuta kol kolovoz "
        "kolovoza lún lúnasa rugp rugpj rugpjūtis rugpjūčio sie sierpień sierpnia srp srpen "
        "srpna ág ágú ágúst αυγούστου αύγ αύγουστοσ авг август августа ауг сер серпень серпня "
        "אוג אוג' אוגוסט أغسطس 八月"
    ),
    9: (
        "eyl eylül ira iraila med medi mfómh rugs rugsėjis rugsėjo ruj rujan rujna sep sept "
        "september septembra septembre septembrie septembris septiembre set setembre setembro "
        "settembre syy syys syyskuu syyskuuta sze szept szeptember wrz wrzesień września zář "
        "září σεπ σεπτ σεπτέμβριοσ σεπτεμβρίου вер вересень вересня сен сентябрь сентября сеп "
        "септ септембар септември ספט ספט' ספטמבר سبتمبر 九月"
    ),
    10: (
        "dfómh eki ekim hyd hydr hydref lis listopad listopada lok loka lokakuu lokakuuta oct "
        "octobre octombrie octubre okt oktober oktobris oktoober október októbra ott ottobre "
        "out outubro paź październik października spa spal spalio spalis urr urria říj říjen "
        "října οκτ οκτωβρίου οκτώβριοσ жов жовтень жовтня окт октобар октомври октябрь октября "
        "אוק אוק' אוקטובר أكتوبر 十月"
    ),
    11: (
        "aza azaroa kas kasım lap lapkr lapkritis lapkričio lis listopad listopada listopadu "
        "mar marras marraskuu marraskuuta noi noie noiembrie nov november novembra novembre "
        "novembris novembro noviembre nóv nóvember samh samhain stu studeni studenoga tach "
        "tachwedd νοέ νοέμ νοέμβριοσ νοεμβρίου лис листопад листопада нов новембар ное ноем "
        "ноември ноя ноябрь ноября נוב נוב' נובמבר نوفمبر 十一月"
    ),
    12: (
        "abe abendua ara aralık dec december decembra decembrie decembris decembro des desember "
        "desembre dets detsember dez dezember dezembro dic dicembre diciembre déc décembre grd "
        "gru grudnia grudzień gruod gruodis gruodžio jou joulu joulukuu joulukuuta noll nollaig "
        "pro prosinac prosinca prosince prosinec rhag rhagfyr δεκ δεκέμβριοσ δεκεμβρίου гру "
        "грудень грудня дек декабрь декабря декември дец децембар דצמ דצמ' דצמבר ديسمبر 十二月"
    ),
}  # fmt: skip

# As some languages number their months.
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()

MONTHS: dict[str, list[int]] = {name: [n] for n, name in enumerate(_ROMAN, start=1)}
for _month, _names in _NAMES.items():
    for _name in _names.split():
        MONTHS.setdefault(_name, []).append(_month)
