"""Months and weekdays (Monday is 1) in thirty languages, as `dates.folded` has them. Unicode CLDR. Made by `python -m lab.tables`."""

MONTHS = """
1 ene|enero|gen|gener|gennaio|ian|ianuarie|jan|janeiro|janner|januar|januari|january|janv|janvier|led|leden|ledna|oca|ocak|sty|styczen|stycznia|tammi|tammikuu|tammikuuta|ιαν|ιανουαριοσ|ιανουαριου|січ|січень|січня|янв|январь|января|ינואר|يناير|มกราคม|一月
2 feb|febbraio|febr|febrer|febrero|februar|februari|februarie|february|fev|fevereiro|fevr|fevrier|helmi|helmikuu|helmikuuta|lut|lutego|luty|sub|subat|uno|unor|unora|φεβ|φεβρουαριοσ|φεβρουαριου|лют|лютии|лютого|февр|февраль|февраля|פברואר|فبراير|二月
3 bre|brezen|brezna|maalis|maaliskuu|maaliskuuta|maart|mar|marc|marca|march|marcius|marco|maret|mars|mart|martie|marts|marz|marzec|marzo|mrt|μαρ|μαρτιοσ|μαρτιου|бер|березень|березня|мар|март|марта|מרץ|مارس|三月
4 abr|abril|apr|april|aprile|aprilie|aprilis|avr|avril|dub|duben|dubna|huhti|huhtikuu|huhtikuuta|kwi|kwiecien|kwietnia|nis|nisan|απρ|απριλιοσ|απριλιου|апр|апрель|апреля|квіт|квітень|квітня|אפריל|ابريل|เมษายน|四月
5 kve|kveten|kvetna|mag|maggio|mai|maig|maio|maj|maja|majus|may|mayis|mayo|mei|touko|toukokuu|toukokuuta|μαι|μαιοσ|μαιου|маи|мая|трав|травень|травня|מאי|مايو|मई|พฤษภาคม|五月
6 cerven|cervna|cvn|cze|czerwca|czerwiec|giu|giugno|haz|haziran|iun|iunie|juin|jun|june|junho|juni|junio|junius|juny|kesa|kesakuu|kesakuuta|ιουν|ιουνιοσ|ιουνιου|июн|июнь|июня|черв|червень|червня|יוני|يونيو|六月
7 cervence|cervenec|cvc|heina|heinakuu|heinakuuta|iul|iulie|juil|juill|juillet|jul|julho|juli|julio|juliol|julius|july|lip|lipca|lipiec|lug|luglio|tem|temmuz|ιουλ|ιουλιοσ|ιουλιου|июл|июль|июля|лип|липень|липня|יולי|يوليو|กรกฎาคม|七月
8 ag|ago|agost|agosto|agu|agustos|agustus|aout|aug|august|augusti|augustus|augusztus|elo|elokuu|elokuuta|sie|sierpien|sierpnia|srp|srpen|srpna|αυγ|αυγουστοσ|αυγουστου|авг|август|августа|серп|серпень|серпня|אוגוסט|اغسطس|अगसत|八月
9 eyl|eylul|sep|sept|september|septembre|septembrie|septiembre|set|setembre|setembro|setiembre|settembre|syys|syyskuu|syyskuuta|szept|szeptember|wrz|wrzesien|wrzesnia|zar|zari|σεπ|σεπτεμβριοσ|σεπτεμβριου|вер|вересень|вересня|сент|сентябрь|сентября|ספטמבר|سبتمبر|九月
10 eki|ekim|loka|lokakuu|lokakuuta|oct|october|octobre|octombrie|octubre|okt|oktober|ott|ottobre|out|outubro|paz|pazdziernik|pazdziernika|rij|rijen|rijna|οκτ|οκτωβριοσ|οκτωβριου|жовт|жовтень|жовтня|окт|октябрь|октября|אוקטובר|اكتوبر|ตลาคม|十月
11 kas|kasim|lis|listopad|listopada|listopadu|marras|marraskuu|marraskuuta|noiembrie|nov|november|novembre|novembro|noviembre|νοε|νοεμβριοσ|νοεμβριου|лист|листопад|листопада|нояб|ноябрь|ноября|נובמבר|نوفمبر|十一月
12 ara|aralik|dec|december|decembre|decembrie|des|desember|desembre|dez|dezember|dezembro|dic|dicembre|diciembre|gru|grudnia|grudzien|joulu|joulukuu|joulukuuta|pro|prosince|prosinec|δεκ|δεκεμβριοσ|δεκεμβριου|груд|грудень|грудня|дек|декабрь|декабря|דצמבר|ديسمبر|十二月
"""

WEEKDAYS = """
1 dilluns|dl|hetfo|lun|lundi|lunedi|lunes|luni|ma|maanantai|maanantaina|maandag|man|mandag|mo|mon|monday|montag|pazartesi|po|pon|pondeli|poniedziałek|pzt|seg|segunda|sen|senin|δευ|δευτερα|пн|понедельник|понеділок|الاثنين|周一|星期一|月曜日|週一|월요일
2 di|dienstag|dimarts|dinsdag|dt|kedd|mar|mardi|martedi|martes|marti|sal|sali|sel|selasa|ter|terca|ti|tiistai|tiistaina|tir|tirs|tirsdag|tis|tisdag|tue|tuesday|ut|utery|wt|wtorek|τρι|τριτη|вт|вторник|вівторок|الثلاثاء|周二|星期二|火曜日|週二|화요일
3 car|carsamba|dc|dimecres|ke|keskiviikko|keskiviikkona|mer|mercoledi|mercredi|mi|mie|miercoles|miercuri|mittwoch|ons|onsdag|qua|quarta|rab|rabu|sr|sroda|st|streda|sze|szerda|wed|wednesday|wo|woensdag|τετ|τεταρτη|середа|ср|среда|الاربعاء|周三|星期三|水曜日|週三|수요일
4 cs|csutortok|ct|ctvrtek|czw|czwartek|dijous|dj|do|donderdag|donnerstag|gio|giovedi|jeu|jeudi|joi|jue|jueves|kam|kamis|per|persembe|qui|quinta|thu|thursday|to|tor|tors|torsdag|torstai|torstaina|πεμ|πεμπτη|четвер|четверг|чт|الخميس|พฤ|周四|星期四|木曜日|週四|목요일
5 cum|cuma|divendres|dv|fr|fre|fredag|freitag|fri|friday|jum|jumat|pa|patek|pe|pentek|perjantai|perjantaina|piatek|pt|sex|sexta|ven|vendredi|venerdi|vie|viernes|vin|vineri|vr|vrijdag|παρ|παρασκευη|пʼятниця|пт|пятница|الجمعة|周五|星期五|週五|金曜日|금요일
6 cmt|cumartesi|dissabte|ds|la|lauantai|lauantaina|lor|lordag|lør|lørdag|sa|sab|sabado|sabato|sabtu|sam|sambata|samedi|samstag|sat|saturday|so|sob|sobota|szo|szombat|za|zaterdag|σαβ|σαββατο|сб|суббота|субота|שבת|السبت|周六|土曜日|星期六|週六|토요일
7 cn|dg|dim|dimanche|diumenge|dom|domenica|domingo|dum|duminica|min|minggu|ne|nedele|niedz|niedziela|paz|pazar|so|son|sondag|sonntag|su|sun|sunday|sunnuntai|søn|søndag|vasarnap|zo|zondag|κυρ|κυριακη|воскресенье|вс|нд|неділя|الاحد|อา|周日|日曜日|星期日|週日|일요일
"""
