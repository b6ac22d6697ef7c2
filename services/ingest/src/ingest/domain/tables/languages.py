"""Languages: code, then names in thirty languages; code, then codes for it. Unicode CLDR. Made by `python -m lab.tables`."""

NAMES = """
aa afar|afarstina|tieng afar|αφαρ|афарскии|афарська|אפארית|الافارية|अफ र|อะฟาร|아파르어|アファル語|阿法尔语|阿法文
ab abcaso|abcazio|abchasisch|abchaski|abchazisch|abchaziska|abchazstina|abhaasi|abhaz|abhaza|abhazca|abjasio|abkhasisk|abkhaz|abkhaze|abkhazian|tieng abkhazia|αμπχαζικα|абхазскии|абхазька|אבחזית|الابخازية|अबख ज यन|อ บฮาเซ ย|압카즈어|アフハス語|阿布哈茲文|阿布哈西亚语
ace accinese|acece|aceh|acehnese|acehnesiska|acehstina|achem|achenes|achinesisk|achinez|atjeh|atjehs|atseh|tieng achinese|ατσινιζικα|ачехскии|ачехська|אכינזית|الاتشينيزية|अच इन स|อาเจะห|아체어|アチェ語|亚齐语|亞齊文
ach acholi|acioli|acoli|aczoli|akoli|akolstina|atsoli|tieng acoli|ακολι|ачоли|ачолі|אקצ ולי|الاكولية|अक ल|อาโคล|아콜리어|アチョリ語|阿乔利语|阿僑利文
ada adangme|tieng adangme|αντανγκμε|адангме|אדנמה|الادانجمية|अद नगम|อาแดงม|아당메어|アタンクメ語|阿当梅语|阿當莫文
ady adigece|adigue|adyge|adygees|adygei|adygeisch|adygeisk|adygeiska|adygejski|adygejstina|adyghe|adygueen|tieng adyghe|αντιγκεα|адигеиська|адыгеискии|אדיגית|الاديغة|अद घ|อะด ยเก|아디게어|アティケ語|阿迪各文|阿迪格语
ae avesta|avestan|avestana|avestanstina|avestce|avestic|avestico|avestique|avestisch|avestisk|avestiska|avesztan|awestyjski|tieng avestan|αβεσταν|авестиискии|авестіиська|אבסטן|الافستية|अवसत ई|อเวสตะ|아베스타어|アウェスタ語|阿維斯塔文|阿维斯塔语
aeb arab tunisia|arabe tunisien|arabo tunisino|arabstina tuniska|tunesisch arabisch|tunesisches arabisch|tunezyjski arabski|tunisian arabic|tunisianarabia|tunisisk arabisk|tunisisk arabiska|tunus arapcası|อาหร บตน เซ ย|튀니지 아랍어|チュニシア アラヒア語|突尼斯阿拉伯文
af africaner|afrikaanca|afrikaans|afrikanstina|tieng ha lan nam phi|αφρικαανσ|африкаанс|אפריקאנס|الافريقانية|अफर क|แอฟร กานส|아프리칸스어|アフリカーンス語|南非荷兰语|南非荷蘭文
afh afrihili|tieng afrihili|αφριχιλι|африхили|африхілі|אפריהילי|الافريهيلية|अफर ह ल|แอฟร ฮ ล|아프리힐리어|アフリヒリ語|阿弗里希利文|阿弗里希利语
agq agem|aghem|tieng aghem|αγκεμ|агем|אע ם|الاغم|अगह म|อ กเฮม|아그햄어|アケム語|亚罕语|亞罕文
ain aino|ainou|ainstina|ainu|ajnu|aynuca|tieng ainu|αινου|аинскии|аинська|אינו|الاينوية|ऐन|ไอน|아이누어|アイヌ語|阿伊努文|阿伊努语
ak akan|akanstina|tieng akan|ακαν|акан|אקאן|الاكانية|अकन|อาคาน|아칸어|アカン語|阿坎文|阿肯语
akk acadiano|acadio|accadi|accado|akad dili|akadyjski|akkad|akkadi|akkadia|akkadian|akkadiana|akkadien|akkadisch|akkadisk|akkadiska|akkadstina|tieng akkadia|ακαντιαν|аккадскии|аккадська|אכדית|الاكادية|अकक द|อ กกาด|아카드어|アッカト語|阿卡德文|阿卡德语
akz alabama|alabama muskogee|alabamaca|alabamstina|tieng alabama|алабама|แอละแบมา|アラハマ語|阿拉巴馬文
ale aleoetisch|aleoute|aleucki|aleut|aleut dili|aleuta|aleute|aleutiano|aleutisch|aleutisk|aleutiska|aleuto|aleutstina|aleutti|tieng aleut|αλεουτ|алеутскии|алеутська|אלאוט|الاليوتية|अल उत|อาล วต|알류트어|アレウト語|阿留申文|阿留申语
aln albanes geg|albanese ghego|albanski gegijski|albanstina gheg|gegi|gegisch|gegisk albansk|gegiska|gheg albanian|gheg arnavutcası|guegue|tieng gheg albani|เกกแอลเบเน ย|ケク アルハニア語|蓋格阿爾巴尼亞文
alt altai|altai du sud|altai meridional|altai meridionale|altai selatan|altaic meridional|altaica meridionala|altajstina jizni|del altaji|guney altayca|południowoałtajski|southern altai|sud altaisch|sydaltaisk|sydaltaiska|søraltaisk|tieng altai mien nam|zuid altaisch|νοτια αλται|південноалтаиська|южноалтаискии|אלטאי דרומית|الالطايية الجنوبية|दकष ण अलत ई|อ ลไตใต|남부 알타이어|南アルタイ語|南阿尔泰语|南阿爾泰文
am amarico|amhaars|amhara|amharca|amharic|amharica|amharik|amharique|amharisch|amharisk|amhariska|amharski|amharstina|tieng amharic|αμχαρικα|амхарскии|амхарська|אמהרית|الامهرية|अमह र|อ มฮารา|암하라어|アムハラ語|阿姆哈拉文|阿姆哈拉语
an aragon|aragonais|aragonca|aragonees|aragones|aragonese|aragonesisch|aragonesiska|aragonez|aragoneza|aragonia|aragonsk|aragonski|aragonstina|tieng aragon|αραγονικα|арагонскии|арагонська|אראגונית|الاراغونية|अर ग न|อารากอน|아라곤어|アラコン語|阿拉貢文|阿拉贡语
ang altenglisch|ancien anglais|angles antic|engleza veche|eski ingilizce|fornengelska|gammelengelsk|inggris kuno|ingles antiguo|ingles arcaico|inglese antico|muinaisenglanti|oangol|old english|oldengelsk|oudengels|staroangielski|staroanglictina|tieng anh co|παλαια αγγλικα|давньоангліиська|староанглиискии|אנגלית עתיקה|الانجليزية القديمة|प र न अ गर ज|อ งกฤษโบราณ|고대 영어|古英文|古英語|古英语
ann obolo|obolo dili|tieng obolo|ομπολο|оболо|אובולו|اوبلو|ओब ल|โอโบโล|오볼로어|オホロ語|奥博洛语|奧博洛語
anp angika|tieng angika|ανγκικα|ангика|ангіка|אנג יקה|الانجيكا|अ ग क|อ งค กา|앙가어|アンキカ語|昂加文|昂加语
ar arab|araba|arabe|arabia|arabic|arabisch|arabisk|arabiska|arabo|arabski|arabstina|arapca|tieng a rap|αραβικα|арабскии|арабська|ערבית|العربية|अरब|อาหร บ|아랍어|アラヒア語|阿拉伯文|阿拉伯语
arc aram|aramaic|aramaica|aramaico|aramaisch|arameen|aramees|arameisk|arameiska|aramejski|aramejstina|arameo|arameu|arami|aramice|aramæisk|tieng aramaic|valtakunnanaramea|αραμαικα|арамеискии|арамеиська|ארמית|الارامية|ऐर म क|อราเมอ ก|아람어|アラム語|阿拉米文|阿拉米语
arn mapuce dili|mapuche|mapucse|mapudungu|mapudungun|tieng mapuche|αραουκανικα|арауканська|мапуче|אראוקנית|المابودونغونية|म प च|มาปเช|마푸둥군어|マフチェ語|馬普切文|马普切语
aro araona|araoniska|araonstina|tieng araona|араона|อาเรานา|アラオナ語|阿拉奧納文
arp arapaho|arapaho dili|arapazstina|tieng arapaho|αραπαχο|арапахо|אראפהו|الاراباهو|अर प ह|อาราปาโฮ|아라파호어|アラハホー語|阿拉帕霍文|阿拉帕霍语
arq algerian arabic|algerianarabia|algerijns arabisch|algerisches arabisch|algerisk arabisk|algerisk arabiska|algierski arabski|arab aljazair|arabe algerien|arabo algerino|arabstina alzirska|cezayir arapcası|tieng a rap algeria|алжирська арабська|อาหร บแอลจ เร ย|알제리 아랍어|アルシェリア アラヒア語|阿爾及利亞阿拉伯文
ars arab najdi|araba najdi|arabe najdi|arabe negede|arabia najd|arabisch nadschd|arabo najd|arabski nadzdyjski|arabstina nadzd|nadjdi arabisch|najd arabisk|najdi arabic|najdi arabisk|najdiarabiska|necd arapcası|nedzsdi arab|tieng a rap najdi|αραβικα νατζντι|надждіиська арабська|недждиискии арабскии|ערבית נג ד|اللهجة النجدية|नजद अरब|อาหร บน จญ ด|아랍어 나즈디|ナシュト地方 アラヒア語|納吉迪阿拉伯文|纳吉迪阿拉伯语
arw arahuaco|arauac|arauaqui|aravak|arawacke jazyky|arawak|arawak dili|arawakiska|aruaco|tieng arawak|αραγουακ|аравакскии|аравакська|ארוואק|الاراواكية|अर वक|อาราว ก|아라와크어|アラワク語|阿拉瓦克文|阿拉瓦克语
ary arab maroko|arabe marocain|arabo marocchino|arabstina marocka|fas arapcası|marockansk arabiska|marokanski arabski|marokkaans arabisch|marokkanisches arabisch|marokkansk arabisk|marokonarabia|moroccan arabic|อาหร บโมร อกโก|모로코 아랍어|モロッコ アラヒア語|摩洛哥阿拉伯文
arz agyptisches arabisch|arab egipci|arab mesir|arabe egyptien|arabo egiziano|arabstina egyptska|egipski arabski|egyptian arabic|egyptinarabia|egyptisch arabisch|egyptisk arabisk|egyptisk arabiska|mısır arapcası|tieng a rap ai cap|อาหร บพ นเม องอ ย ปต|이집트 아랍어|エシフト アラヒア語|埃及阿拉伯文
as asames|asameza|asamski|asamstina|assam|assamais|assamca|assamees|assames|assamese|assamesisch|assamesisk|assamesiska|assami|asszami|tieng assam|ασαμικα|асамська|ассамскии|אסאמית|الاسامية|असम य|อ สส ม|아삼어|アッサム語|阿萨姆语|阿薩姆文
asa asu|pare|tieng asu|ασου|асу|אסו|الاسو|अस|อาซ|아수어|アス語|帕雷语|阿蘇文
ase american sign language|amerikaanse gebarentaal|amerikan isaret dili|amerikanische gebardensprache|amerikansk tegnsprak|amerikanskt teckensprak|amerikkalainen viittomakieli|amerykanski jezyk migowy|bahasa isyarat amerika|langue des signes americaine|lingua dei segni americana|llengua de signes americana|ngon ngu ky hieu my|znakova rec americka|американська мова рухів|ภาษาม ออเมร ก น|アメリカ手話|美國手語
ast asturia|asturian|asturiana|asturiano|asturien|asturisch|asturisk|asturiska|asturstina|asturyasca|asturyjski|asztur|tieng asturias|αστουριανα|астуриискии|астуріиська|אסטורית|الاسترية|असत र यन|อ สตเร ยส|아스투리아어|アストゥリアス語|阿斯图里亚斯语|阿斯圖里亞文
atj atacama|atikamekce|atikamekstina|atikamekw|attikamek|tieng atikamekw|ατικαμεκ|атикамек|אטיקמק|الاتيكاميكو|अत क म कव|อะท คาเมก|아티카메쿠어|アティカメク語|阿提卡梅克語|阿提卡米克语
av avaari|avar|avar dili|avara|avaric|avarico|avarisch|avarisk|avariska|avaro|avarstina|awarisch|awarski|tieng avaric|αβαρικα|аварскии|аварська|אווארית|الاوارية|अव र क|อาวาร|아바릭어|アウァル語|阿瓦尔语|阿瓦爾文
avk kotava|โคตาวา|コタウァ|科塔瓦文
awa avadhi|awadhi|awadhstina|awadi|tieng awadhi|αγουαντι|авадхи|авадхі|אוואדית|الاوادية|अवध|อวธ|아와히어|アワティー語|阿瓦德语|阿瓦文
ay aimara|ajmara|ajmarstina|aymara|tieng aymara|αιμαρα|аимара|איימארית|الايمارا|आयम र|ไอย มารา|아이마라어|アイマラ語|艾馬拉文|艾马拉语
az aserbaidschanisch|aserbajdsjansk|azera|azerbaidjanais|azerbaidjanes|azerbaigiano|azerbaijani|azerbaijano|azerbaiyano|azerbajdzanstina|azerbajdzjanska|azerbajdzsani|azerbaycan dili|azerbeidzjaans|azerbejdzanski|azeri|tieng azerbaijan|αζερμπαιτζανικα|азербаиджанскии|азербаиджанська|אזרית|الاذربيجانية|अजरब ज न|อาเซอร ไบจาน|아제르바이잔어|アセルハイシャン語|亞塞拜然文|阿塞拜疆语
ba bachkir|baixkir|baschiro|baschkirisch|bashkir|basjkiers|basjkiriska|basjkirsk|baskiiri|baskir|baskira|baskirstina|baskırtca|baszkirski|tieng bashkir|μπασκιρ|башкирскии|башкирська|בשקירית|الباشكيرية|बशख र|บ ชค ร|바슈키르어|ハシキール語|巴什喀爾文|巴什基尔语
bal baloutchi|baluchi|baluchiska|balucsi|balucstina|balutxi|beloetsji|belucca|beluci|beludzi|belutschisch|belutsi|tieng baluchi|μπαλουτσι|балучі|белуджскии|באלוצ י|البلوشية|बल च|บาลช|발루치어|ハルーチー語|俾路支文|俾路支语
ban bali|bali dili|balijski|balijstina|balinais|balinees|balines|balinese|balinesisch|balinesisk|balinesiska|balinez|balineza|tieng bali|μπαλινιζ|балиискии|баліиська|באלינזית|البالينية|ब ल न स|บาหล|발리어|ハリ語|峇里文|巴厘语
bar baijeri|bairisch|bairisk|bavares|bavarese|bavaria|bavarian|bavarois|bavorstina|bavyera dili|bawarski|bayerska|beiers|tieng bavaria|баеріш|בווארית|บาวาเร ย|ハイエルン オーストリア語|巴伐利亞文
bas basa|basa dili|basaa|bassa|basza|tieng basaa|μπασα|баса|בסאא|الباسا|बस|บาสา|바사어|ハサ語|巴萨语|巴薩文
bax bamoun|bamum|bamun|bamunska|tieng bamun|μπαμουν|бамум|במום|بامن|บาม น|바문어|ハムン語|巴姆穆文|巴姆穆语
bbc batak toba|tieng batak toba|батак тоба|บาต กโทบา|トハ ハタク語|巴塔克托巴文
bbj ghomala|ghomalaʼ|gomala|tieng ghomala|γκομαλα|гомала|גומאלה|لغة الغومالا|โคมาลา|고말라어|コーマラ語|戈馬拉文|戈马拉语
be belarus|belarusa|belarusca|belarusia|belarusian|belarusisk|belarusiska|belarussisch|belarusz|belorustina|białoruski|bielorruso|bielorrusso|bielorusse|bielorusso|tieng belarus|valkovenaja|λευκορωσικα|белорусскии|білоруська|בלארוסית|البيلاروسية|ब ल र स|เบลารส|벨라루스어|ヘラルーシ語|白俄罗斯语|白俄羅斯文
bej bedauye|bedja|bedza|bedzsa|begia|beja|beja dili|tieng beja|μπεζα|беджа|בז ה|البيجا|ब ज|เบจา|베자어|ヘシャ語|貝扎文|贝沙语
bem bemba|bembstina|tieng bemba|wemba|μπεμπα|бемба|במבה|البيمبا|ब मब|เบมบา|벰바어|ヘンハ語|別姆巴文|本巴语
bew bataviaans|batavstina|betawi|betawiska|tieng betawi|батавскии|бетаві|ब त व|เบตาว|ヘタウィ語|貝塔維文
bez bena|tieng bena|μπενα|бена|בנה|بينا|เบนา|베나어|ヘナ語|貝納文|贝纳语
bfd bafut|fut|tieng bafut|μπαφουτ|бафут|באפוט|لغة البافوت|บาฟ ต|바푸트어|ハフット語|富特文|巴非特语
bfq badaga|badagstina|bagada|tieng badaga|бадага|พทคะ|ハタカ語|巴達加文
bg bolgar|bulgaars|bulgar|bulgara|bulgarca|bulgare|bulgaria|bulgarian|bulgarisch|bulgariska|bulgaro|bulgarsk|bulharstina|bułgarski|tieng bulgaria|βουλγαρικα|болгарскии|болгарська|בולגרית|البلغارية|ब लग र य ई|บ ลแกเร ย|불가리아어|フルカリア語|保加利亚语|保加利亞文
bgc hariani|harianvi|harijanstina|hariyanvi|haryanvi|haryanvi dili|tieng haryana|χαργιανβι|харʼянві|харианви|הריאנבי|الهارينفية|हर य णव|หร ยนว|하리안비어|ハリヤーンウィー語|哈里亚纳语|哈里亞納文
bgn balochi barat|baloutchi occidental|baluchi occidental|baluchi occidentala|baluchi ocidental|balucstina zapadni|balutxi occidental|batı balochi|beluci occidentale|beludzi połnocny|lansibelutsi|nyugati beludzs|tieng tay balochi|vastbaluchiska|vestbaluchi|vestbalutsji|western balochi|westers beloetsji|westliches belutschi|δυτικα μπαλοχικα|западныи белуджскии|східнобелуджіиська|באלוצ י מערבית|البلوشية الغربية|पशच म बल च|บาลจ ตะว นตก|서부 발로치어|西ハローチー語|西俾路支文|西俾路支语
bho arayanice|bhodjpouri|bhodschpuri|bhodzpuri|bhodzpurstina|bhojpuri|bhoyapuri|bodzspuri|tieng bhojpuri|μποτζπουρι|бходжпури|бходжпурі|בוג פורי|البهوجبورية|भ जप र|โภชปร|호즈푸리어|ホーシュフリー語|博傑普爾文|博杰普尔语
bi bichelamar|bislama|bislamstina|tieng bislama|μπισλαμα|бислама|біслама|ביסלמה|البيسلامية|ब सल म|บ สลามา|비슬라마어|ヒスラマ語|比斯拉馬文|比斯拉马语
bik bicol|bikol|bikolstina|tieng bikol|μπικολ|бикольскии|бікольська|ביקול|البيكولية|ब क ल|บ กอล|비콜어|ヒコル語|比科尔语|比科爾文
bin bini|edo|tieng bini|μπινι|бини|біні|ביני|البينية|ब न|บ น|비니어|ヒニ語|比尼文|比尼语
bjn bandzarstina|banjar|banjar dili|banjaresisch|banjariska|tieng banjar|банджарська|บ นจาร|ハンシャル語|班亞爾文
bkm bamekon|kom|tieng kom|κομ|ком|קום|لغة الكوم|กม|콤어|コム語|康姆文|科姆语
bla blackfoot|karaayak dili|siksika|tieng siksika|σικσικα|сиксика|сіксіка|סיקסיקה|السيكسيكية|स कस क|ส กส กา|식시카어|シクシカ語|西克西卡语|錫克錫卡文
blo anii|aniice|aniistina|ανιι|ании|аніі|אני|الانية|अन|อาน|아니이어|アニ語 blo|阿尼文|阿尼语
blt tai dam|黑傣語|黑傣语
bm bambara|bambarstina|tieng bambara|μπαμπαρα|бамбара|במבארה|البامبارا|ब मब र|บ มบารา|밤바라어|ハンハラ語|班巴拉文|班巴拉语
bn bangla|bengaals|bengalce|bengalese|bengaleza|bengali|bengalisch|bengalski|bengalstina|tieng bangla|βεγγαλικα|бенгальскии|бенгальська|בנגלית|البنغالية|ब ग ल|บ งกลา|벵골어|ヘンカル語|孟加拉文|孟加拉语
bo tibet|tibeta|tibetaans|tibetain|tibetan|tibetana|tibetano|tibetansk|tibetanska|tibetce|tibeti|tibetisch|tibetstina|tieng tay tang|tiibet|tybetanski|θιβετιανα|тибетскии|тибетська|טיבטית|التبتية|त बबत|ท เบต|티베트어|チヘット語|藏文|藏语
bpy bishnupriya|bisnupria|bisnuprijskomanipurstina|bisznuprija manipuri|tieng bishnupriya|พ ศนปร ยะ|ヒシュヌフリヤ マニフリ語|比什奴普萊利亞文
bqi bachtiarisch|bachtiarski|bachtijarstina|bahtiari|bahtiyari|bakhtiari|tieng bakhtiari|бахтіарі|บ กต ยาร|ハフティヤーリー語|巴赫蒂亞里文
br bretao|breto|breton|bretona|bretonca|bretone|bretoni|bretonisch|bretons|bretonsk|bretonska|bretonski|bretonstina|tieng breton|βρετονικα|бретонскии|бретонська|ברטונית|البريتونية|बर टन|เบรต น|브르타뉴어|フルトン語|布列塔尼文|布列塔尼语
bra bradz|bradzstina|braj|braj bhakha|tieng braj|μπρατζ|брадж|брауи|בראג|البراجية|बरज|พ รช|브라지어|フラシ語|布拉杰文|布拉杰语
brh brahoui|brahui|brahuiska|brahujstina|brohice|tieng brahui|บราฮย|브라후이어|フラフイ語|布拉維文
brx bodo|bodostina|tieng bodo|μποντο|бодо|בודו|البودو|ब ड|โพโฑ|보도어|ホト語|博多文|博多语
bs bosenstina|bosnakca|bosnia|bosniaca|bosniacki|bosniaco|bosnian|bosniaque|bosnio|bosnisch|bosnisk|bosniska|bosnyak|tieng bosnia|βοσνιακα|босниискии|босніиська|בוסנית|البوسنية|ब सन य ई|บอสเน ย|보스니아어|ホスニア語|波士尼亞文|波斯尼亚语
bss akoose|akose|bakossi|koose|koszi|tieng akoose|ακοσι|акоосе|акус|אקוסה|اكوس|अक स|อาโคซ|아쿠즈어|アコース語|阿库色语|阿庫色文
bua boerjatisch|bouriate|buriacki|buriat|buriatisk|buriato|burjaatti|burjat|burjatisch|burjatisk|burjatiska|burjatstina|buryatca|tieng buriat|μπουριατ|бурятскии|бурятська|בוריאט|البرياتية|ब र य त|บเร ยต|부리아타|フリヤート語|布里亚特语|布里阿特文
bug bugi|bugijski|buginees|bugines|buginese|buginesisch|buginesisk|buginesiska|buginez|bugineza|bugis|bugistina|bugui|tieng bugin|μπουγκιζ|бугиискии|бугіиська|בוגינזית|البجينيزية|बग न स|บก ส|부기어|フキ語|布吉斯文|布吉语
bum boulou|bulu|tieng bulu|μπουλου|булу|בולו|لغة البولو|บล|불루어|フル語|布魯文|布鲁语
byn bilin|blin|blinstina|tieng blin|μπλιν|билин|блін|בלין|البلينية|बल न|บล น|브린어|ヒリン語|比林文|比林语
byv bagangte|medumba|tieng medumba|μεντουμπα|медумба|מדומבה|لغة الميدومبا|เมดมบา|메둠바어|メトゥンハ語|梅敦巴文|梅敦巴语
ca catala|catalaans|catalan|catalana|catalano|catalansk|catalao|katalaani|katalan|katalanca|katalanisch|katalansk|katalanska|katalanstina|katalonski|tieng catalan|καταλανικα|каталанскии|каталонська|קטלאנית|الكتالانية|क त ल न|คาตาล น|카탈로니아어|カタロニア語|加泰罗尼亚语|加泰蘭文
cad caddo|kaddo|kado|kado dili|tieng caddo|καντο|каддо|קאדו|الكادو|क डड|ค ดโด|카도어|カトー語|卡多文|卡多语
car carib|caribe|caribico|caribisch|caribisk|karaibski|karib|karibi|karibia|karibisch|karibisk|karibiska|karibstina|tieng carib|καριμπ|кариб|карібська|קאריב|الكاريبية|क र ब|คาร บ|카리브어|カリフ語|加勒比文|加勒比语
cay cayuga|kajuga|kajugstina|kayuga dili|tieng cayuga|καγιουγκα|каиюга|קאיוגה|الكايوجية|क य ग|คายกา|카유가어|カユーカ語|卡尤加文|卡尤加语
cch atsam|atszam|tieng atsam|ατσαμ|атсам|אטסם|الاتسام|अतसम|แอตแซม|앗삼어|チャワイ語|阿灿语|阿燦文
ccp cakma|chakma|changma kodha|csakma|czakma|tieng chakma|τσακμα|чакма|צ אקמה|تشاكما|चकम|จ กมา|차크마어|チャクマ語|查克玛语|查克馬文
ce cecena|cecence|ceceno|cecenstina|chechen|checheno|csecsen|czeczenski|tchetchene|tieng chechen|tjetjensk|tjetjenska|tschetschenisch|tsetseeni|tsjetsjeens|tsjetsjensk|txetxe|τσετσενικα|чеченскии|чеченська|צ צ נית|الشيشانية|च चन|เชเชน|체첸어|チェチェン語|車臣文|车臣语
ceb cebua|cebuana|cebuano|cebuanski|cebuanstina|sebuano dili|szebuano|tieng cebuano|σεμπουανο|себуано|себуанська|סבואנו|السيبيوانية|स ब आन|เซบ|세부아노어|セフアノ語|宿务语|宿霧文
cgg chiga|kiga|rukiga|tieng chiga|τσιγκα|кига|кіга|צ יגה|تشيغا|श ग|ค กา|치가어|チカ語|奇加文|奇加语
ch camoro|camorro dili|chamorro|csamoro|czamorro|tieng chamorro|tsamorro|τσαμορο|чаморро|צ מורו|التشامورو|कम र|ชามอร โร|차모로어|チャモロ語|查莫洛文|查莫罗语
chb chibcha|cibca|cibca dili|csibcsa|czibcza|tieng chibcha|tsibtsa|txibtxa|τσιμπτσα|чибча|чібча|צ יבצ ה|التشيبشا|च बच|ช บชา|치브차어|チフチャ語|奇布查文|奇布查语
chg cagatajstina|cagatayca|chagatai|ciagataico|csagataj|czagatajski|tchaghatai|tieng chagatai|tsagatai|tschagataisch|tsjagatai|txagatai|τσαγκαται|чагатаискии|чагатаиська|צ אגאטאי|التشاجاتاي|छग त ई|ชะกะไต|차가타이어|チャカタイ語|察合台语|查加文
chk chuuk|chuuke|chuukees|chuukese|chuukesisch|chuukesisk|chuukesiska|csukez|cukstina|tieng chuuk|trukes|τσουκιζι|чукотскии|чуукська|צ וקסה|التشكيزية|च क स|ชก|추크어|チューク語|楚克语|處奇斯文
chm mari|mari dili|marijstina|mariska|maryjski|tieng mari|μαρι|мариискии|маріиська|מארי|الماري|มาร|마리어|マリ語|馬里文|马里语
chn biet ngu chinook|chinook|chinook jargon|cinuk dili|cinuk pidzin|csinuk zsargon|gergo chinook|jargao chinook|jargon chinook|jerga chinuk|pidgin chinook|zargon czinucki|ιδιωματικα σινουκ|чинук жаргон|ניב צ ינוק|الشينوك جارجون|च न क ज रग न|ช นกจาร กอน|치누크 자곤|チヌーク混成語|奇努克混合语|契奴克文
cho choctaw|coktav dili|coktstina|csokto|czoktawski|koktaw|tieng choctaw|τσοκτο|чоктавскии|чокто|צ וקטאו|الشوكتو|च कत|ช อกทอว|촉토어|チョクトー語|乔克托语|喬克托文
chp chipewiansk|chipewyan|cipevajstina|cipevya dili|csipeve|czipewianski|tieng chipewyan|τσιπιουαν|чипевʼян|чипевьян|צ יפוויאן|الشيباوايان|श प वय न|ช พ วย น|치페우얀|チヘワイアン語|奇佩瓦揚文|奇佩维安语
chr cerokezstina|cerokice|cherokee|cherokesisk|cherokesiska|cheroqui|cseroki|czirokeski|tieng cherokee|τσεροκι|чероки|черокі|צ רוקי|الشيروكي|च र क|เชอโรก|체로키어|チェロキー語|切罗基语|柴羅基文
chy cejenstina|cheiene|cheyene|cheyenne|csejen|czejenski|sayence|tieng cheyenne|xeiene|τσεγιεν|чеиєнн|шаиенскии|שאיין|الشايان|श य नन|เชเยนเน|샤이엔어|シャイアン語|夏延语|沙伊安文
cic chickasaw|च कस|奇克索语|契卡索文
ckb central kurdish|centralkurdiska|curdo central|curdo centrale|kozep azsiai kurd|kurd central|kurda centrala|kurdi sorani|kurdo sorani|kurdstina sorani|orta kurtce|sentralkurdisk|sorani|tieng kurd mien trung|zentralkurdisch|κεντρικα κουρδικα|центральнокурдскии|центральнокурдська|כורדית סוראנית|السورانية الكردية|स र न क रद श|เค ร ดตอนกลาง|소라니 쿠르드어|中央クルト語|中库尔德语|中庫德文
clc chilcotin|cilkotince|cilkotinstina|csilkotin|tieng chilcotin|τσιλκοτιν|чилкотин|чилкотін|צ ילקוטין|تسيلكوتين|च लक ट न|ช ลโคต น|칠코틴어|チルコーティン語|奇尔科廷语|齊爾柯廷語
co cors|corse|corsicaans|corsican|corsicana|corso|korsictina|korsika|korsikaca|korsikansk|korsikanska|korsisch|korsykanski|korzikai|tieng corsica|κορσικανικα|корсиканскии|корсиканська|קורסיקנית|الكورسيكية|क रस कन|คอร ซ กา|코르시카어|コルシカ語|科西嘉文|科西嘉语
cop copta|copte|coptic|copto|kopt|kopti|koptik|koptisch|koptisk|koptiska|koptstina|koptyjski|kıptice|tieng coptic|κοπτικα|коптскии|коптська|קופטית|القبطية|क पट क|คอปต ก|콥트어|コフト語|科普特文|科普特语
cps capiznon|kapisnon|kapiz|kapiznonstina|tieng capiznon|กาป ซนอน|カヒス語|卡皮茲文
cr cree|kree|kri|krice|krijstina|tieng cree|κρι|кри|крі|קרי|الكرى|कर|คร|크리어|クリー語|克里文|克里语
crg metchif|michif|michif dili|micif|micsif|miszif|mitchif|tieng michif|μιτσιφ|мичиф|мічиф|מצ יף|الميتشيف|म च फ|ม ช ฟ|미치프어|ミチフ語|米其芙语|米奇夫語
crh crimean tatar|krim tataars|krimi tatar|krimintataari|krimtatarisch|krimtatarisk|krimtatariska|krymskotatarski|kırım tatarcası|tartara da crimeia|tartaro de crimea|tatar de crimea|tatar de crimee|tatar krimea|tatarstina krymska|tieng tho nhi ky crimean|turca crimeeana|turco crimeo|τουρκικα κριμαιασ|кримськотатарська|крымско татарскии|טטרית של קרים|لغة تتار القرم|कर म न त रक|ตรก ไครเม ย|크리민 터키어 크리민 타타르어|クリミア タタール語|克里米亚鞑靼语|克里米亞韃靼文
crj cree de sud est|cree do sudeste|cree sud oriental|cree sud orientale|cree suroriental|cri de lest dialecte du sud|delkeleti kri|east cree etelainen|east cree selatan|guney dogu kricesi|kri południowo wschodni|krijstina jihovychodni|southern east cree|sudost cree|sydostcree|sydøstcree|sørlig østcree|tieng cree đong nam|zuidoost cree|νοτιοανατολικα κρι|південно східна крі|юго восточныи кри|קרי דרום מזרחי|الكري الجنوب شرقية|दकष ण प रव कर|คร ตะว นออกเฉ ยงใต|남동부 크리어|东南部克里语|東南克里語|東部クリー語 南部
crk cree das planicies|cree dataran|cree de la plana|cree de las llanuras|cree delle pianure|cree prerii|cri des plaines|kri rowninny|krijstina z plani|ova kricesi|plains cree|prærie cree|siksagi kri|slattcree|tieng plains cree|κρι πεδιαδασ|равнинныи кри|рівнинна крі|קרי מישורים|البلينز كري|पल नस कर|เพลนส คร|평원 크리어|平原クリー語|平原克里語|平原克里语
crl cree de nord est|cree do nordeste|cree nord oriental|cree nord orientale|cree nororiental|cri de lest dialecte du nord|east cree pohjoinen|east cree utara|eszakkeleti kri|kri połnocno wschodni|krijstina severovychodni|kuzey dogu kricesi|noordoost cree|nordlig østcree|nordost cree|nordøstcree|northern east cree|tieng cree đong bac|βορειοανατολικα κρι|північна іст крі|северо восточныи кри|קרי צפון מזרחי|الكري شمال الشرقية|न रदन ईसट कर|คร ตะว นออกเฉ ยงเหน อ|북동부 크리어|东北部克里语|北部東克里語|東部クリー語 北部
crm cree moose|cri de moose|kri moose|krijstina moose|moose cree|moose kri|moose kricesi|tieng moose cree|μουσ κρι|муз крі|мусскии кри|מוס קרי|الموس كري|म स कर|มสคร|무스크리어|ムースクリー語|穆斯克里文|穆斯克里语
crr algonchino della carolina|algonkinski karolina połnocna|algonkinstina karolina|algonqui de carolina|algonquiana carolina|algonquiano carolina|algonquin de caroline|algonquino de carolina|carolina algonkin|carolina algonkin dili|carolina algonkinska|carolina algonkisch|carolina algonquian|carolina algonquisk|carolinsk algonkinsk|karolinai algonkin|pamlico|tieng carolina algonquian|καρολινα αλγκονκιαν|каролинскии алгонкинскии|каролінська алгонкінська|אלגונקוויאן בקרוליינה|الالغونكوية كارولينا|क र ल इन एलग कव यन|อ ลกอนคว นแคโรไลนา|캐롤라이나 알곤킨어|カロライナ アルコンキン語|卡罗莱纳州阿尔冈昆语|卡羅萊納阿爾岡昆語
crs creola franceza seselwa|creole seychellois|creolo delle seychelles|criollo seychelense|crioulo frances seichelense|frances crioll de les seychelles|kreolski seszelski|kreolstina seychelska|seselwa|seselwa creole french|seselwa kreol fransk|seselwa kreol prancis|seselwa kreole fransızcası|seychellencreools|seychellenkreol|seychellienkreoli|seychellisk kreol|szeszelva kreol francia|tieng phap seselwa creole|κρεολικα γαλλικα σευχελλων|сеишельскии креольскии|сеишельська креольська|קריאולית סיישל|الفرنسية الكريولية السيشيلية|स स लव कर ओल फर च|คร โอลเซเซลส ฝร งเศส|세이셸 크리올 프랑스어|セーシェル クレオール語|塞席爾克里奧爾法文|塞舌尔克里奥尔语
cs ceco|ceha|cekce|ceko|cestina|checo|cseh|czech|czeski|tcheco|tcheque|tieng sec|tjeckiska|tjekkisk|tschechisch|tsekki|tsjechisch|tsjekkisk|txec|τσεχικα|чеська|чешскии|צ כית|التشيكية|च क|เช ก|체코어|チェコ語|捷克文|捷克语
csb caixubi|casubiana|casubio|kachoube|kaschubisch|kashubia|kashubian|kasjoebisch|kasjubisk|kasjubiska|kasub|kasubi|kasubstina|kaszubski|tieng kashubia|κασουμπιαν|кашубскии|кашубська|קשובית|الكاشبايان|क श ब यन|คาซเบ ยน|카슈비아어|カシューフ語|卡舒布文|卡舒比语
csw bataklık kricesi|cree de los pantanos|cree delle paludi|cree mlastini|cree rawa|cree swampy|cri des marais|kri bagienny|krijstina z bazin|mocsari kri|myr cree|swampy cree|tieng swampy cree|traskcree|κρι βαλτου|болотныи кри|свампі крі|קרי של אזור הביצות|السوامبي كري|सव मप कर|สวอมป คร|습지 크리어|沼泽克里语|沼澤克里文|湿原クリー語
cu bahasa gereja slavonia|cerkiewnosłowianski|church slavic|egyhazi szlav|eslau eclesiastic|eslavo eclesiastico|kerkslavisch|kilise slavcası|kirchenslawisch|kirkeslavisk|kirkkoslaavi|kyrkslaviska|slavo ecclesiastico|slavon deglise|slavona|staroslovenstina|tieng slavo nha tho|εκκλησιαστικα σλαβικα|церковнославянскии|церковнословʼянська|סלאבית כנסייתית עתיקה|سلافية كنسية|चरच स लव क|เชอร ชสลาว ก|교회 슬라브어|宗教斯拉夫文|教会スラフ語|教会斯拉夫语
cv chuvash|chuvasio|ciuvasa|ciuvascio|csuvas|cuvasca|cuvastina|czuwaski|tchouvache|tchuvache|tieng chuvash|tjuvasjisk|tjuvasjiska|tschuwaschisch|tsjoevasjisch|tsjuvasjisk|tsuvassi|txuvaix|τσουβασικα|чуваська|чувашскии|צ ובאש|التشوفاشي|च व श|ชว ช|추바시어|チュウァシ語|楚瓦什文|楚瓦什语
cy gal les|galce|gales|galeza|gallese|gallois|kymri|tieng wales|velstina|walesi|walesiska|walijski|walisisch|walisisk|welsh|ουαλικα|валлиискии|валліиська|וולשית|الويلزية|व लश|เวลส|웨일스어|ウェールス語|威尔士语|威爾斯文
da dan|danca|danes|danese|daneza|danisch|danish|danois|dansk|danska|danstina|deens|dinamarques|dunski|tanska|tieng đan mach|δανικα|данська|датскии|דנית|الدانمركية|ड न श|เดนมาร ก|덴마크어|テンマーク語|丹麥文|丹麦语
dak dacota|dakota|dakotaca|dakotstina|tieng dakota|ντακοτα|дакота|דקוטה|الداكوتا|द क त|ดาโกทา|다코타어|タコタ語|达科他语|達科他文
dar dargi|dargince|darginisch|darginska|dargstina|dargua|dargva|dargwa|dargwijski|tieng dargwa|νταργκουα|даргинскии|даргінська|דרגווה|الدارجوا|द रगव|ดาร ก น|다르그와어|タルクワ語|达尔格瓦语|達爾格瓦文
dav taita|tieng taita|ταιτα|таита|таіта|טאיטה|تيتا|त त|ไททา|타이타어|タイタ語|台塔文|台塔语
de aleman|alemany|alemao|allemand|almanca|deutsch|duits|german|germana|jerman|nemcina|nemet|niemiecki|saksa|tedesco|tieng đuc|tysk|tyska|γερμανικα|немецкии|німецька|גרמנית|الالمانية|जरमन|เยอรม น|독일어|トイツ語|德文|德语
del delavar|delaware|delawarstina|tieng delaware|ντελαγουερ|делаварскии|делаварська|דלאוור|الديلوير|ड ल व यर|เดลาแวร|델라웨어어|テラウェア語|德拉瓦文|特拉华语
den athapaskisk|esclave|slave|slavej|slavey|slavey dili|slavi|slejvstina athabasky jazyk|slevi|szlevi|tieng slave|σλαβικα|слеив|слеиви|סלאבית|السلافية|सल व|สเลว|슬라브어|スレイヒー語|史拉维语|斯拉夫
dgr dogrib|tieng dogrib|ντογκριμπ|догриб|догрибська|דוגריב|الدوجريب|ड गर ब|โดกร บ|도그리브어|トクリフ語|多格里布文|多格里布语
din dinca|dinka|dinka dili|dinkstina|tieng dinka|ντινκα|динка|дінка|דינקה|الدنكا|द नक|ด งกา|딩카어|ティンカ語|丁卡文|丁卡语
dje djerma|dzerma|tieng zarma|zarma|zarmstina|ζαρμα|джерма|זארמה|الزارمية|झ रम|ซาร มา|자르마어|サルマ語|哲尔马语|扎爾馬文
doi dogarstina|dogri|tieng dogri|ντογκρι|догри|догрі|דוגרי|الدوجرية|ड गर|โฑคร|도그리어|トークリー語|多格來文|多格拉语
dsb alasorbi|also szorb|asagı sorbca|baix sorab|baixo sorabio|bajo sorbio|bas sorabe|basso sorabo|dolnoluzicka srbstina|dolnołuzycki|lagsorbiska|lavsorbisk|lower sorbian|nedersorbisch|nedersorbisk|niedersorbisch|soraba de jos|sorbia hilir|tieng ha sorbia|κατω σορβικα|нижнелужицкии|нижньолужицька|סורבית תחתית|صوربيا السفلى|न चल स रब यन|ซอร เบ ยตอนลาง|저지 소르비아어|下索布文|下索布语|低地ソルフ語
dtp central dusun|centraldusun|dusun|dusun central|dusun centrale|dusun centralny|kadazandusunstina|orta kadazan|sentraldusun|tieng dusun mien trung|zentral dusun|ดซนกลาง|中央トゥスン語|中部杜順文
dua douala|duala|dualstina|tieng duala|ντουαλα|дуала|דואלה|الديولا|द आल|두알라어|トゥアラ語|杜亞拉文|杜阿拉语
dum belanda abad pertengahan|holandes medio|holandstina stredoveka|keskihollanti|kozep holland|medelnederlandska|mellomnederlandsk|middelhollandsk|middelnederlands|middle dutch|mittelniederlandisch|moyen neerlandais|neerlandes medio|neerlandes mitja|neerlandeza medie|olandese medio|ortacag felemenkcesi|sredniowieczny niderlandzki|tieng ha lan trung co|μεσα ολλανδικα|середньонідерландська|средненидерландскии|הולנדית תיכונה|الهولندية الوسطى|मधयक ल न प रतग ल|ด ตช กลาง|중세 네덜란드어|中世オランタ語|中古荷兰语|中古荷蘭文
dv dhivehi|divehi|divehi dili|maldivien|maledivstina|malediwski|tieng divehi|ντιβεχι|дивехі|мальдивскии|דיבהי|المالديفية|द व ह|ธ เวห|디베히어|ティヘヒ語|迪維西文|迪维希语
dyo diola|diola fogny|jola fony|jola fonyi|tieng jola fonyi|τζολα φονι|диола фоньи|дьола фоні|ג ולה פונית|جولا فونيا|ज ल फ ई|โจลา ฟอนย|졸라 포니어|ショラ フォニィ語|朱拉文|朱拉语
dyu dioula|diula|djula|dyula|jula|tieng dyula|ντογιουλα|диула|діула|דיולה|الدايلا|डय ल|ด วลา|드율라어|シュラ語|迪尤拉文|迪尤拉语
dz dzonga|dzongka|dzongkha|dzsonga|tieng dzongkha|ντζονγκχα|дзонг ке|дзонг кэ|דזונקה|دزونكا|ज नगख|ซองคา|종카어|ソンカ語|宗卡文|宗卡语
dzg dazaga|tieng dazaga|νταζαγκα|даза|дазага|דזאנגה|القرعانية|दज ग|ดาซากา|다장가어|タサカ語|达扎葛语|達薩文
ebu embu|kiembu|tieng embu|εμπου|ембу|эмбу|אמבו|امبو|एमब|เอ มบ|엠부어|エンフ語|恩布文|恩布语
ee eve|ewe|ewestina|tieng ewe|εουε|еве|эве|אווה|الايوي|ईव|เอเว|에웨어|エウェ語|埃維文|埃维语
efi efik|efikstina|efique|tieng efik|εφικ|ефік|эфик|אפיק|الافيك|एफ क|อ ฟ ก|이픽어|エフィク語|埃菲克文|埃菲克语
egl emilia|emilia dili|emilian|emilianisch|emiliano|emiliansk|emilien|emilijski|emilijstina|emiliska|tieng emilia|เอม เล ย|エミリア語|埃米利安文
egy agyptisch|ancient egyptian|egipci antic|egipcio antiguo|egipcio arcaico|egipteana veche|egiziano antico|egyptien ancien|egyptstina stara|eski mısır dili|fornegyptiska|gammelegyptisk|mesir kuno|muinaisegypti|oegyiptomi|oldegyptisk|oudegyptisch|staroegipski|tieng ai cap co|αρχαια αιγυπτιακα|давньоєгипетська|древнеегипетскии|מצרית עתיקה|المصرية القديمة|पर च न म सर|อ ย ปต โบราณ|고대 이집트어|古代エシフト語|古埃及文|古埃及语
eka ekadjouk|ekadzsuk|ekajuk|ekajuka|tieng ekajuk|εκατζουκ|екаджук|экаджук|אקיוק|الاكاجك|एक ज क|อ กาจก|이카죽어|エカシュク語|艾卡朱克文|艾卡朱克语
el gorog|greaca|grec|grecki|greco|greek|grego|grekiska|gresk|griechisch|griego|grieks|græsk|kreikka|rectina|tieng hy lap|yunanca|yunani|ελληνικα|грецька|греческии|יוונית|اليونانية|य न न|กร ก|그리스어|キリシャ語|希腊语|希臘文
elx elam|elami|elamicki|elamisch|elamit|elamita|elamite|elamitico|elamitisch|elamitisk|elamitiska|elamitstina|elamittisk|tieng elamite|ελαμαιτ|еламська|эламскии|עילמית|الامايت|एल म इट|อ ลาไมต|엘람어|エラム語|埃兰语|埃蘭文
en angielski|anglais|angles|anglictina|angol|engels|engelsk|engelska|englanti|engleza|englisch|english|inggris|ingilizce|ingles|inglese|tieng anh|αγγλικα|англиискии|англіиська|אנגלית|الانجليزية|अ गर ज|อ งกฤษ|영어|英文|英語|英语
enm angles mitja|anglictina stredoveka|engleza medie|inggris abad pertengahan|ingles medio|inglese medio|keskienglanti|kozep angol|medelengelska|mellomengelsk|middelengels|middelengelsk|middle english|mittelenglisch|moyen anglais|ortacag ingilizcesi|srednioangielski|tieng anh trung co|μεσα αγγλικα|середньоангліиська|среднеанглиискии|אנגלית תיכונה|الانجليزية الوسطى|मधयक ल न अ गर ज|อ งกฤษกลาง|중세 영어|中古英文|中古英语|中英語
eo esperanto|eszperanto|tieng quoc te ngu|εσπεραντο|есперанто|эсперанто|אספרנטו|الاسبرانتو|एसप र त|เอสเปร นโต|에스페란토어|エスヘラント語|世界文|世界语
es espagnol|espanhol|espanja|espanol|espanyol|hiszpanski|ispanyolca|spaans|spagnolo|spanelstina|spaniola|spanisch|spanish|spansk|spanska|spanyol|tieng tay ban nha|ισπανικα|испанскии|іспанська|ספרדית|الاسبانية|सप न श|สเปน|스페인어|スヘイン語|西班牙文|西班牙语
esu alaskanjupik|central yupik|centralalaskisk jupiska|jupikstina stredoaljasska|merkezi yupikce|sentralyupik|tieng yupik mien trung|youpik central|yupik|yupik centrale|yupik srodkowosyberyjski|zentral alaska yupik|ยพ กกลาง|中央アラスカ ユヒック語|中尤皮克文
et estisch|estisk|estnisch|estniska|estona|estonca|estone|estonia|estonian|estoniano|estonien|estonio|estonski|estonstina|eszt|tieng estonia|viro|εσθονικα|естонська|эстонскии|אסטונית|الاستونية|एसट न य ई|เอสโตเน ย|에스토니아어|エストニア語|愛沙尼亞文|爱沙尼亚语
eu basc|basca|basco|baskca|baski|baskictina|baskijski|baskisch|baskisk|baskiska|basque|baszk|euskera|tieng basque|βασκικα|баскскии|баскська|בסקית|الباسكية|ब सक|บาสก|바스크어|ハスク語|巴斯克文|巴斯克语
ewo evondo|ewondo|tieng ewondo|εγουοντο|евондо|эвондо|אוונדו|الايوندو|इव नड|อ ว นโด|이원도어|エウォント語|依汪都文|埃翁多语
ext ekstremadura dili|ekstremaduransk|estremadurski|estremegne|estremegno|extremadura|extremaduran|extremadurisch|extremaduriska|extremadurstina|extremeens|extremeny|tieng extremadura|เอกซ เตรมาดรา|エストレマトゥーラ語|埃斯特雷馬杜拉文
fa farsca|persa|persan|persana|persia|persian|persiano|persisch|persisk|persiska|perski|perstina|perzisch|perzsa|tieng ba tu|περσικα|персидскии|перська|פרסית|الفارسية|फ रस|เปอร เซ ย|페르시아어|ヘルシア語|波斯文|波斯语
fan fang|fangue|pangwe|tieng fang|φανγκ|фанг|פנג|الفانج|फ नग|ฟอง|팡그어|ファンク語|芳族文|芳格语
fat fanti|fantstina|tieng fanti|φαντι|фанти|фанті|פאנטי|الفانتي|फनट|ฟ นต|판티어|ファンティー語|芳蒂文|芳蒂语
ff ful|fula|fula dili|fulah|fulani|fulbstina|fulfulde|peul|tieng fulah|φουλα|фула|фулах|פולה|الفولانية|फ ल ह|ฟลาห|풀라어|フラ語|富拉文|富拉语
fi fince|fines|finlandes|finlandese|finlandeza|finn|finnisch|finnish|finnois|fins|finsk|finska|finski|finstina|suomi|tieng phan lan|φινλανδικα|финскии|фінська|פינית|الفنلندية|फ न श|ฟ นแลนด|핀란드어|フィンラント語|芬兰语|芬蘭文
fil filipi|filipijns|filipince|filipineza|filipino|filipinski|filipinstina|filippino|filippinsk|filippinska|tieng philippines|φιλιππινικα|филиппинскии|філіппінська|פיליפינית|الفلبينية|फ ल प न|ฟ ล ปป นส|필리핀어|フィリヒノ語|菲律宾语|菲律賓文
fit finlandese del tornedalen|finnois tornedalien|finstina tornedalska|meankieli|tornedal fins|tornedalen finnish|tornedalin fincesi|tornedalsfinsk|ฟ นแลนด ทอร เนดาเล น|トルネタール フィンラント語|托爾訥芬蘭文
fj fidjien|fidschi|fidzi|fidzijski|fidzijstina|fidzsi|figiano|fiji|fiji dili|fijia|fijian|fijiana|fijiano|fijiansk|fijianska|fijisch|fiyiano|tieng fiji|φιτζι|фиджи|фіджі|פיג ית|الفيجية|फ ज यन|ฟ จ|피지어|フィシー語|斐济语|斐濟文
fo faari|faeroers|faerstina|farerski|faroe|faroe dili|faroese|faroisch|faroiska|feroeri|feroes|feroeza|feroien|færøsk|færøysk|tieng faroe|φεροικα|фарерскии|фарерська|פארואזית|الفاروية|फ र इज|แฟโร|페로어|フェロー語|法罗语|法羅文
fon fom|fon|fonspraket|fonstina|tieng fon|φον|фон|פון|الفون|फ न|ฟอน|폰어|フォン語|丰语|豐文
fr francais|frances|francese|franceza|francia|francouzstina|francuski|frans|fransk|franska|fransızca|franzosisch|french|prancis|ranska|tieng phap|γαλλικα|французскии|французька|צרפתית|الفرنسية|फर च|ฝร งเศส|프랑스어|フランス語|法文|法语
frc cajun|cajun francia|cajun frans|cajun franska|cajun fransızcası|cajun french|cajunfransk|cajunranska|cajunski|francais cadien|frances cajun|francese cajun|franceza cajun|francouzstina cajunska|prancis cajun|tieng phap cajun|γαλλικα λουιζιανα|каджунскии французскии|кажунська французька|צרפתית קייג ונית|الفرنسية الكاجونية|क जन फर च|ฝร งเศสเคจ น|케이준 프랑스어|ケイシャン フランス語|卡真法文|卡真法语
frm frances medio|frances mitja|francese medio|franceza medie|francouzstina stredoveka|keskiranska|kozep francia|medelfranska|mellomfransk|middelfrans|middelfransk|middle french|mittelfranzosisch|moyen francais|ortacag fransızcası|prancis abad pertengahan|sredniofrancuski|tieng phap trung co|μεσα γαλλικα|середньофранцузька|среднефранцузскии|צרפתית תיכונה|الفرنسية الوسطى|मधयक ल न फर स स|ฝร งเศสกลาง|중세 프랑스어|中古法文|中古法语|中期フランス語
fro altfranzosisch|ancien francais|eski fransızca|fornfranska|frances antic|frances antiguo|frances arcaico|francese antico|franceza veche|francouzstina stara|gammelfransk|muinaisranska|ofrancia|old french|oldfransk|oudfrans|prancis kuno|starofrancuski|tieng phap co|παλαια γαλλικα|давньофранцузька|старофранцузскии|צרפתית עתיקה|الفرنسية القديمة|प र तन फर स स|ฝร งเศสโบราณ|고대 프랑스어|古フランス語|古法文|古法语
frp arpitaani|arpitaans|arpitan|arpitanca|arpitansk|francoprovencal|francoprovenzale|franko provensalstina|franko prowansalski|frankoprovensalska|frankoprovenzalisch|tieng arpitan|арпітанська|อาร พ ตา|アルヒタン語|法蘭克 普羅旺斯文
frr eszaki friz|frisia utara|frisio setentrional|friso septentrional|frison septentrional|frisone settentrionale|fristina severni|frizona nordica|kuzey frizce|noord fries|nordfriesisch|nordfrisisk|nordfrisiska|northern frisian|pohjoisfriisi|połnocnofryzyjski|tieng frisia mien bac|βορεια φριζιανα|северныи фризскии|фризька північна|פריזית צפונית|الفريزينية الشمالية|उततर फर स य ई|ฟร เซ ยนเหน อ|북부 프리지아어|北フリシア語|北弗里西亚语|北弗里西亞文
frs dogu frizcesi|eastern frisian|frisao oriental|frisia timur|friso oriental|frison oriental|frisone orientale|fristina vychodni|frizona orientala|itafriisi|keleti friz|oost fries|ostfriesisch|ostfrisiska|tieng frisian mien đong|wschodniofryzyjski|østfrisisk|ανατολικα φριζιανα|восточныи фризскии|фризька східна|פריזית מזרחית|الفريزينية الشرقية|प रव फर स य ई|ฟร เซ ยนตะว นออก|동부 프리슬란드어|东弗里西亚语|東フリシア語|東弗里西亞文
fur friaulisch|frioulan|friula|friulana|friulano|friuli|friuli dili|friulian|friuliansk|friulianska|friulisch|friulisk|friulski|furlanstina|tieng friulian|φριουλανικα|фриульскии|фріульська|פריולית|الفريلايان|फर य ल य न|ฟรล|프리울리어|フリウリ語|弗留利文|弗留利语
fy batı frizcesi|fries|frisia barat|frisio ocidental|friso occidental|frison occidental|frisone occidentale|fristina zapadni|frizona occidentala|lansifriisi|nyugati friz|tieng frisia|vastfrisiska|vestfrisisk|western frisian|westfriesisch|zachodniofryzyjski|δυτικα φριζικα|западнофризскии|західнофризька|פריזית מערבית|الفريزيان|पशच म फर स य ई|ฟร เซ ยนตะว นตก|서부 프리지아어|西フリシア語|西弗里西亚语|西弗里西亞文
ga iers|iiri|ir|irisch|irish|iriska|irlandaca|irlandais|irlandes|irlandese|irlandeza|irlandia|irlandzki|irsk|irstina|tieng ireland|ιρλανδικα|ирландскии|ірландська|אירית|الايرلندية|आयर श|ไอร ช|아일랜드어|アイルラント語|愛爾蘭文|爱尔兰语
gaa ga|ga dili|gastina|tieng ga|γκα|га|גא|الجا|ग|กา|가어|カ語|加族文|加族语
gag gagaoezisch|gagaouze|gagaus|gagausisch|gagausisk|gagauski|gagauz|gagauza|gagauzi|gagauzisk|gagauziska|gagauzo|gagauzstina|gagavuzca|tieng gagauz|γκαγκαουζ|гагаузскии|гагаузька|גגאוזית|الغاغوز|ग ग ज|กากาอซ|가가우스어|カカウス語|加告兹语|加告茲文
gan chineza gan|chino gan|cinstina dialekty gan|gan|gan chinese|gan cincesi|gan kiina|gan kinai|gan kinesisk|ganyu|tieng cam|xines gan|гань|ґань|סינית גאן|الغان الصينية|จ นก น|간어|贛語|赣语
gay gajo|gayo|gayo dili|tieng gayo|γκαγιο|гаио|גאיו|الجايو|ग य|กาโย|가요어|カヨ語|加約文|迦约语
gba gbaia|gbaja|gbaya|tieng gbaya|γκμπαγια|гбаия|гбая|גבאיה|الجبيا|गब य|กบายา|그바야어|ハヤ語|格巴亚语|葛巴亞文
gbz dari zoroastriano|dari zoroastrien|darijstina zoroastrijska|gabri|zaratusztrianski dari|zerdust daricesi|zoroastrialaisdari|zoroastrian dari|zoroastrisch dari|zoroastrisk dari|ดาร โซโรอ สเตอร|조로아스터 다리어|タリー語 ソロアスター教|索羅亞斯德教達里文
gd gaeli|gaelic escoces|gaelica scotiana|gaelico escoces|gaelico scozzese|gaelik skotlandia|gaelique ecossais|galisch schottland|iskoc gaelcesi|schots gaelisch|scottish gaelic|skociai kelta|skotsk gaeliska|skotsk gælisk|skotska gaelstina|szkocki gaelicki|tieng gael scotland|σκωτικα κελτικα|гэльскии|шотландська гельська|גאלית סקוטית|الغيلية الاسكتلندية|सक ट श ग एल क|เกล กสกอต|스코틀랜드 게일어|スコットラント ケール語|苏格兰盖尔语|蘇格蘭蓋爾文
gez etiopiska|geez|gueez|gueze|gyyz|tieng geez|γκιζ|геэз|гєез|געז|الجعزية|ग ज|ก ซ|게이즈어|ケエス語|吉兹语|吉茲文
gil gilbert|gilbertanski|gilbertees|gilbertes|gilbertese|gilbertesisk|gilbertin|gilbertina|gilbertiska|ikiribati|kiribati|kiribatice|kiribatisch|kiribatisk|kiribatstina|tieng gilbert|γκιλμπερτιζ|гилбертскии|гільбертська|קיריבטית|لغة اهل جبل طارق|ग लबरत स|ก ลเบอร ต|키리바시어|キリハス語|吉尔伯特语|吉爾伯特群島文
gl galego|galicia|galician|galiciana|galicien|galicijstina|galicisch|galicisk|galiciska|galicyaca|galicyjski|galisia|galisisk|galiziano|gallec|gallego|tieng galician|γαλικιανα|галисиискии|галісіиська|גליציאנית|الجاليكية|ग ल श यन|กาล เซ ย|갈리시아어|カリシア語|加利西亚语|加利西亞文
glk gilactina|gilaki|gilanice|gileki|gilianski|tieng gilaki|ก ลาก|길라키어|キラキ語|吉拉基文
gmh alt alemany mitja|alto aleman medio|alto alemao medio|germana inalta medie|hornonemcina stredoveka|jerman abad pertengahan|keskiylasaksa|kozep felso nemet|medelhogtyska|mellomhøytysk|middelhoogduits|middelhøjtysk|middle high german|mittelhochdeutsch|moyen haut allemand|ortacag yuksek almancası|srednio wysoko niemiecki|tedesco medio alto|tieng thuong giec man trung co|μεσα ανω γερμανικα|середньоверхньонімецька|средневерхненемецкии|גרמנית בינונית גבוהה|الالمانية العليا الوسطى|मधयक ल न ह इ जरमन|เยอรม นสงกลาง|중세 고지 독일어|中古高地德文|中古高地德语|中高トイツ語
gn guarani|guarani dili|guaranstina|tieng guarani|γκουαρανι|гуарани|гуарані|גוארני|الغوارانية|ग आर न|ก วราน|과라니어|クアラニー語|瓜拉尼文|瓜拉尼语
goh alemao arcaico alto|alt alemany antic|althochdeutsch|alto aleman antiguo|ancien haut allemand|eski yuksek almanca|fornhogtyska|gammelhøytysk|germana inalta veche|hornonemcina stara|jerman kuno|muinaisylasaksa|ofelso nemet|old high german|oldhøjtysk|oudhoogduits|staro wysoko niemiecki|tedesco antico alto|tieng thuong giec man co|παλαια ανω γερμανικα|давньоверхньонімецька|древневерхненемецкии|גרמנית עתיקה גבוהה|الالمانية العليا القديمة|प र तन ह इ जरमन|เยอรม นสงโบราณ|고대 고지 독일어|古高トイツ語|古高地德文|古高地德语
gon gondi|gondi dili|gondstina|tieng gondi|γκοντι|гонди|гонді|גונדי|الجندي|กอนด|곤디어|コーンティー語|冈德语|岡德文
gor gorontalo|gorontalo dili|mongondou|tieng gorontalo|γκορονταλο|горонтало|גורונטאלו|الجورونتالو|ग र नत ल|กอรอนทาโล|고론탈로어|コロンタロ語|哥伦打洛语|科隆達羅文
got gocki|gootti|got|gotca|gothic|gothisch|gotic|gotica|gotico|gotik|gotique|gotisch|gotisk|gotiska|gotstina|tieng go tich|γοτθικα|готскии|готська|גותית|القوطية|ग थ क|โกธ ก|고트어|コート語|哥德文|哥特语
grb grebo|grebo dili|tieng grebo|γκριμπο|гребо|גרבו|الجريبو|गर ब|เกรโบ|게르보어|クレホ語|格列博文|格列博语
grc altgriechisch|ancient greek|antik yunanca|forngrekiska|gammelgresk|greaca veche|grec ancien|grec antic|greco antico|grego arcaico|griego antiguo|muinaiskreikka|ogorog|oldgræsk|oudgrieks|starogrecki|starorectina|tieng hy lap co|yunani kuno|αρχαια ελληνικα|давньогрецька|древнегреческии|יוונית עתיקה|اليونانية القديمة|पर च न य न न|กร กโบราณ|고대 그리스어|古代キリシャ語|古希腊语|古希臘文
gsw aleman suizo|alemany suis|alemao suica|germana elvetia|isvicre almancası|jerman swiss|nemcina svycarsko|schweizerdeutsch|schweizertysk|schweizertyska|suisse allemand|svajci nemet|sveitsertysk|sveitsinsaksa|swiss german|szwajcarski niemiecki|tedesco svizzero|tieng đuc thuy si|zwitserduits|γερμανικα ελβετιασ|німецька швеицарія|швеицарскии немецкии|גרמנית שוויצרית|الالمانية السويسرية|सव स जरमन|เยอรม นสว ส|독일어 스위스|スイストイツ語|德文 瑞士|瑞士德语
gu goudjarati|guceratca|gudzarati|gudzaratstina|gudzsarati|gujarat|gujarati|guyarati|guzerate|tieng gujarati|γκουτζαρατικα|гуджарати|гуджараті|גוג ארטי|الغوجاراتية|ग जर त|คชราต|구자라트어|クシャラート語|古吉拉特文|古吉拉特语
guc wayu|wayuu|wayuu dili|wayuustina|วาย|ワユ語|瓦尤文
gur farefare|frafra|gurenne|gurune|tieng frafra|ฟราฟรา|フラフラ語|弗拉弗拉文
guz gusi|gusii|guszii|tieng gusii|γκουσι|гусии|гусіі|גוסי|الغيزية|ग स|กซซ|구시어|クシイ語|古西文|古西语
gv man dili|man szigeti|manes|manksi|mannese|mannois|mansk|manstina|manx|tieng manx|μανξ|менкська|мэнскии|מאנית|المنكية|म कस|มานซ|맹크스어|マン島語|曼島文|马恩语
gwi gucince|gvicsin|gwichin|gwichʼin|gwitsin|kutchin|tieng gwichʼin|γκουιτσιν|гвичин|кучін|גוויצ ן|غوتشن|गव चइन|กว ชอ น|그위친어|クウィッチン語|哥威迅语|圭契文
ha haoussa|hauca|hausa|hausa dili|haussa|haustina|hausza|tieng hausa|χαουσα|хауса|האוסה|الهوسا|ह स|เฮาซา|하우사어|ハウサ語|豪萨语|豪薩文
hai haida|haidstina|haydaca|tieng haida|χαιντα|хаида|האידה|الهيدا|ह ड|ไฮดา|하이다어|ハイタ語|海达语|海達文
hak chineza hakka|chino hakka|cinstina dialekty hakka|haca|hakka|hakka chinese|hakka cincesi|hakka kiina|hakka kinai|hakka kinesisk|tieng khach gia|xines hakka|хакка|хаккаська|סינית האקה|الهاكا الصينية|จ นแคะ|하카어|客家話|客家語|客家语
haw havaiano|havaiji|havajstina|hawaia|hawaiaans|hawaiano|hawaien|hawaii|hawaii dili|hawaiian|hawaiiana|hawaiiansk|hawaiisch|hawaiisk|hawaiiska|hawajski|tieng hawaii|χαβαικα|гаваискии|гаваиська|הוואית|لغة هاواي|हव ई|ฮาวาย|하와이어|ハワイ語|夏威夷文|夏威夷语
hax deli haida|guney haydaca|haida de sud|haida do sul|haida du sud|haida etelainen|haida meridional|haida meridionale|haida południowy|haida selatan|haidstina jizni|southern haida|sud haida|sydhaida|sørlig haida|tieng haida mien nam|zuid haida|βορεια χαιντα|південна гаида|южныи хаида|האידה דרומית|هايدا الجنوبية|दकष ण ह इद|เฮดาใต|남부 하이다어|南海达语|南海達語|南部ハイタ語
he ebraica|ebraico|heber|hebraico|hebraisch|hebraisk|hebrajski|hebreeuws|hebreiska|hebrejstina|hebreo|hebreu|hebrew|heprea|ibrani|ibranice|tieng do thai|εβραικα|иврит|іврит|עברית|العبرية|ह बर|ฮ บร|히브리어|ヘフライ語|希伯來文|希伯来语
hi hindi|hindstina|hintce|tieng hindi|χιντι|гінді|хинди|הינדי|الهندية|ह नद|ฮ นด|힌디어|ヒンティー語|印地文|印地语
hif fidschi hindi|fidzinhindi|fiji hindi|fiji hintcesi|fijiansk hindi|fijisch hindi|hindi de fiji|hindi fidjien|hindi fidzyjskie|hindi figiano|hindi fiji|hindstina fidzi|tieng fiji hindi|ฮ นด ฟ จ|피지 힌디어|フィシー ヒンティー語|斐濟印地文
hil hiligaino|hiligajnonstina|hiligaynon|hiligaynon dili|ilongo|tieng hiligaynon|χιλιγκαινον|хилигаинон|хілігаинон|היליגאינון|الهيليجينون|ह ल ग नन|ฮ ล ก ยนน|헤리가뇬어|ヒリカイノン語|希利盖农语|希利蓋農文
hit chetitstina|heetti|hethitisch|hettita|hettitisch|hettitiska|hettittisk|hetycki|hitit|hitita|hititce|hittite|hittitisk|tieng hittite|χιτιτε|хеттскии|хітіті|חתית|الحثية|ह त इत|ฮ ตไตต|하타이트어|ヒッタイト語|赫梯文|赫梯语
hmn hmong|hmongsprak|hmongstina|miao|tieng hmong|χμονγκ|хмонг|המונג|الهمونجية|हम ग|มง|히몸어|フモン語|苗語|苗语
hnj hmong njua|हम ग नज आ|青苗話|青苗语
ho hiri motu|hirimotu|tieng hiri motu|χιρι μοτου|хиримоту|хірі моту|הירי מוטו|الهيري موتو|ह र म ट|ฮ ร โมต|히리 모투어|ヒリモツ語|希里莫图语|西里莫圖土文
hr chorvatstina|chorwacki|croat|croata|croate|croatian|croato|horvat|hırvatca|kroasia|kroatia|kroatisch|kroatisk|kroatiska|tieng croatia|κροατικα|хорватскии|хорватська|קרואטית|الكرواتية|कर एश य ई|โครเอเช ย|크로아티아어|クロアチア語|克罗地亚语|克羅埃西亞文
hsb alt sorab|alto sorabio|alto sorabo|alto sorbio|felso szorb|gornołuzycki|haut sorabe|hogsorbiska|hornoluzicka srbstina|høysorbisk|obersorbisch|oppersorbisch|soraba de sus|sorbia hulu|tieng thuong sorbia|upper sorbian|ylasorbi|yukarı sorbca|øvresorbisk|ανω σορβικα|верхнелужицкии|верхньолужицька|סורבית עילית|الصوربية العليا|ऊपर स रब यन|ซอร เบ ยตอนบน|고지 소르비아어|上索布文|上索布语|高地ソルフ語
hsn chineza xiang|chino xiang|cinstina dialekty xiang|tieng tuong|xiang|xiang chinese|xiang cincesi|xiang kiina|xiang kinai|xiang kinesisk|xiangyu|xines xiang|сян|сянська китаиська|סינית שיאנג|شيانغ الصينية|จ นเซ ยง|샹어|湘語|湘语
ht creole haitien|creolo haitiano|crioll dhaiti|criollo haitiano|haiti|haiti kreol|haiti kreolisch|haiti kreyolu|haitiaans creools|haitian creole|haitiana|haitiano|haitisk|haitiska|haitstina|kreol haiti|kreolski haitanski|tieng haiti|αιτιανα|гаитянскии|гаітянська креольська|קריאולית האיטי|الكريولية الهايتية|ह त य ई|เฮต คร โอล|아이티어|ハイチ クレオール語|海地克里奥尔语|海地文
hu hongaars|hongares|hongrois|hungaria|hungarian|hungaro|macarca|madarstina|maghiara|magyar|tieng hungary|ungarisch|ungarsk|ungerska|ungherese|unkari|wegierski|ουγγρικα|венгерскии|угорська|הונגרית|الهنغارية|ह ग र य ई|ฮ งการ|헝가리어|ハンカリー語|匈牙利文|匈牙利语
hup hupa|hupaca|tieng hupa|χουπα|хупа|הופה|الهبا|ह प|ฮปา|후파어|フハ語|胡帕文|胡帕语
hur halkomelem|halkomelemce|tieng halkomelem|χαλκομελεμ|галкомелем|халкомелем|הלקומלם|الهالكوميليم|हलक म लम|ฮ ลโกเมเลม|할코멜렘어|ハルコメレム語|哈尔魁梅林语|哈爾魁梅林語
hy armeana|armeens|armeni|armenia|armenian|armenien|armenio|armenisch|armeniska|armeno|armensk|armenstina|ermenice|ormeny|ormianski|tieng armenia|αρμενικα|армянскии|вірменська|ארמנית|الارمنية|आरम न य ई|อาร เมเน ย|아르메니아어|アルメニア語|亚美尼亚语|亞美尼亞文
hz herero|herero dili|hererstina|tieng herero|χερερο|гереро|הררו|الهيريرو|हर र|เฮเรโร|헤레로어|ヘレロ語|赫雷罗语|赫雷羅文
ia interlingua|interlingva|tieng khoa hoc quoc te|ιντερλινγκουα|интерлингва|інтерлінгва|אינטרלינגואה|اللغة الوسيطة|इ टरल ग आ|인터링구아|インターリンクア|国际语|國際文
iba iban|ibanska|ibanstina|tieng iban|ιμπαν|ибанскии|ібанська|איבאן|الايبان|इब न|อ บาน|이반어|イハン語|伊班文|伊班语
ibb ibibio|ibibio dili|tieng ibibio|ιμπιμπιο|ибибио|ібібіо|איביביו|الايبيبيو|इब ब य|อ บ บ โอ|이비비오어|イヒヒオ語|伊比比奥语|伊比比奧文
id endonezce|indonesi|indonesia|indonesian|indonesiano|indonesien|indonesio|indonesisch|indonesisk|indonesiska|indonestina|indonez|indoneziana|indonezyjski|tieng indonesia|ινδονησιακα|индонезиискии|індонезіиська|אינדונזית|الاندونيسية|इ ड न श य ई|อ นโดน เซ ย|인도네시아어|イントネシア語|印尼文|印度尼西亚语
ie interlingue|tieng interlingue|ιντερλινγκουε|интерлингве|інтерлінгве|אינטרלינגה|الانترلينج|ईनटरल ग इ|อ นเตอร ล งก ว|인테르링구에|インターリンク|国际文字 e|國際文 e
ig ibo|ibo dili|igbo|igbostina|tieng igbo|ιγκμπο|игбо|ігбо|איגבו|الايجبو|ईगब|อ กโบ|이그보어|イホ語|伊博语|伊布文
ii istina secuanska|sichuan yi|sichuanin yi|syczuanski|szecsuan ji|szezuan i|tieng di tu xuyen|yi|yi de sichuan|yi din sichuan|yi du sichuan|yi sichuan|σιτσουαν γι|носу|сичуаньська і|סצ ואן יי|السيتشيون يي|स च आन य|เสฉวนย|쓰촨 이어|凉山彝语|四川イ語|四川彝文
ik inupiak|inupiakstina|inupiaq|inupiaque|inyupikce|tieng inupiaq|ινουπιακ|инупиак|інупіак|אינופיאק|الاينبياك|इन प य क|อ นเป ยก|이누피아크어|イヌヒアック語|伊努皮克语|依奴皮維克文
ikt batı kanada inuktitut dili|inuit del oeste de canada|inuktitut canadense ocidental|inuktitut canadese occidentale|inuktitut canadiana occidentala|inuktitut de louest canadien|inuktitut kanada barat|inuktitut occidental canadenc|inuktitut zachodniokanadyjski|inuktitutstina zapadokanadska|inuktun|lansi kanadan inuktitut|nyugat kanadai inuit|tieng inuktitut mien tay canada|vestcanadisk inuktitut|vestlig kanadisk inuktitut|westelijk canadees inuktitut|western canadian inuktitut|westkanadisches inuktitut|ινουκτιτουτ δυτικου καναδα|восточноканадскии инуктитут|західноканадська інуктитут|אינוקטיטוט במערב קנדה|الانكتيتوتية الكندية الغربية|पशच म कन ड ई इन कट ट ट|อ นกต ตตแคนาดาตะว นตก|캐나다 서부 이누크티투트어|イヌイナクトゥン語|西加拿大因紐特語|西加拿大因纽特语
ilo ilocano|ilokano|ilokanstina|iloko|tieng iloko|ιλοκο|илоко|ілоканська|אילוקו|الايلوكو|इल क|อ โลโก|이로코어|イロカノ語|伊洛卡诺语|伊洛闊文
inh ingoesjetisch|ingouche|inguche|inguix|ingus|ingusa|ingusca|inguschisch|ingush|ingushetia|ingusjisk|ingusjiska|inguski|ingustina|inguusi|tieng ingush|ινγκουσ|ингушскии|інгуська|אינגושית|الانجوشية|इ ग श|อ นกช|인귀시어|インクーシ語|印古什文|印古什语
io ido|tieng ido|ιντο|идо|ідо|אידו|الايدو|इड|อ โด|이도어|イト語|伊多文|伊多语
is icelandic|ijslands|islandais|islandes|islandese|islandeza|islandia|islandisch|islandsk|islandska|islandstina|islandzki|islanti|izlandaca|izlandi|tieng iceland|ισλανδικα|исландскии|ісландська|איסלנדית|الايسلندية|आइसल ड क|ไอซ แลนด|아이슬란드어|アイスラント語|冰岛语|冰島文
it italia|italiaans|italian|italiana|italiano|italien|italienisch|italiensk|italienska|italstina|italyanca|olasz|tieng italy|włoski|ιταλικα|итальянскии|італіиська|איטלקית|الايطالية|इत लव|อ ตาล|이탈리아어|イタリア語|意大利语|義大利文
iu inuktitut|inuktitut dili|inuktitutstina|tieng inuktitut|ινουκτιτουτ|инуктитут|інуктитут|אינוקטיטוט|الاينكتيتت|इन कट ट ट|อ นกต ตต|이눅티투트어|イヌクティトット語|因紐特文|因纽特语
izh ingrian|ingrico|ingrien|ingrijstina|ingrisch|ingrisk|ingriska|ingriya dili|ingryjski|inkeroinen|ischorisch|tieng ingria|อ นเกร ยน|インクリア語|英格里亞文
ja giapponese|japan|japanese|japani|japanisch|japans|japansk|japanska|japonais|japonca|japones|japoneza|japonski|japonstina|jepang|tieng nhat|ιαπωνικα|японскии|японська|יפנית|اليابانية|ज प न|ญ ปน|일본어|日文|日本語|日语
jam creole jamaicain|creolo giamaicano|crioll angles de jamaica|jamaicaans creools|jamaican creole english|jamaicansk kreolengelsk|jamaika patois dili|jamaikanisch kreolisch|jamaikankreolienglanti|jamaikansk engelsk kreol|jamajska kreolstina|jamajski|tieng anh jamaica creole|อ งกฤษคล โอลจาเมกา|シャマイカ クレオール語|牙買加克里奧爾英文
jbo lojban|tieng lojban|λοζμπαν|ложбан|לוז באן|اللوجبان|ल जब न|โลชบ น|로반어|ロシハン語|逻辑语|邏輯文
jgo ngamambo|ngomba|ngombe|nguemba|tieng ngomba|νγκομπα|нгомба|נגומבה|نغومبا|नग ब|อ นกอมบา|응곰바어|ンコンハ語|恩格姆巴文|恩艮巴语
jmc kimashami|machame|masame|matchame|tieng machame|ματσαμε|мачаме|מאקאמה|الماتشامية|म कह म|มาชาเม|마차메어|マチャメ語|馬恰美文|马切姆语
jpr giudeo persiano|ibrani persia|iudeo persana|judaico persa|judeo persa|judeo persan|judeo persian|judeo perski|judeo perzisch|judeopersa|judeoperstina|judisch persisch|judisk persiska|juutalaispersia|jødepersisk|jødisk persisk|tieng judeo ba tu|yahudi farscası|zsido perzsa|ιουδαικα περσικα|евреиско персидскии|юдео перська|פרסית יהודית|الفارسية اليهودية|ज द ओ परश यन|ย ว เปอร เซ ย|유대 페르시아어|ユタヤ ヘルシア語|犹太波斯语|猶太教 波斯文
jrb giudeo arabo|ibrani arab|iudeo araba|judaico arabico|judeo arabe|judeo arabic|judeo arabisch|judeoarab|judeoarabski|judeoarabstina|judisch arabisch|judisk arabiska|juutalaisarabia|jødearabisk|jødisk arabisk|tieng judeo a rap|yahudi arapcası|zsido arab|ιουδαικα αραβικα|евреиско арабскии|юдео арабська|ערבית יהודית|العربية اليهودية|ज द ओ अर ब क|ย ว อาหร บ|유대 아라비아어|ユタヤ アラヒア語|犹太阿拉伯语|猶太阿拉伯文
jut jute|jutisch|jutish|jutlandico|jutlands|jutlandzki|jutstina|juutti|jyllandska|jysk|tieng jutish|yutland dili|จ ท|ユトラント語|日德蘭文
jv cava dili|giavanese|jaava|javaans|javai|javanais|javanes|javanese|javanesisk|javanesiska|javaneza|javanisch|javanstina|jawa|jawajski|tieng java|ιαβανικα|яванскии|яванська|יאוואית|الجاوية|ज व न ज|ชวา|자바어|シャワ語|爪哇文|爪哇语
ka georgia|georgian|georgiana|georgiano|georgien|georgisch|georgisk|georgiska|gruz|gruzinski|gruzinstina|gurcuce|tieng georgia|γεωργιανα|грузинскии|грузинська|גאורגית|الجورجية|ज रज य ई|จอร เจ ย|조지아어|ショーシア語|喬治亞文|格鲁吉亚语
kaa kara kalpak|karakalpactina|karakalpak|karakalpakca|karakalpakisch|karakalpakisk|karakalpakiska|karakalpakki|karakalpako|karakalpaks|karakałpacki|tieng kara kalpak|καρα καλπακ|каракалпакскии|каракалпацька|קארא קלפאק|الكارا كالباك|क र कलपक|การา กาลพาก|카라칼파크어|カラカルハク語|卡拉卡尔帕克语|卡拉卡爾帕克文
kab cabilenc|cabileno|cabilo|kabije|kabiliyece|kabyle|kabylisch|kabyliska|kabylsk|kabylski|kabylstina|kabyyli|tieng kabyle|καμπιλε|кабильскии|кабільська|קבילה|القبيلية|कब इल|กาไบล|커바일어|カヒル語|卡拜尔语|卡比爾文
kac kachin|kacijstina|kacin dili|kacsin|kaczin|katsin|katxin|tieng kachin|κατσιν|качинскии|качін|קצ ין|الكاتشين|क च न|กะฉ น|카친어|カチン語|克钦语|卡琴文
kaj jju|tieng jju|τζου|ию|каджи|ג ו|الجو|जज|คจ|까꼬토끄어|カシェ語|卡捷文|卡捷语
kam kamba|kambstina|tieng kamba|καμπα|камба|קמבה|الكامبا|कमब|ค มบา|캄바어|カンハ語|卡姆巴文|卡姆巴语
kaw kavi|kawi|tieng kawi|καουι|кави|каві|קאווי|الكوي|카위어|カウィ語|卡威文|卡威语
kbd cabardino|kabarde|kabardeyce|kabardi|kabardian|kabardiano|kabardinisch|kabardinska|kabardinstina|kabardisch|kabardisk|kabardyjski|tieng kabardian|καμπαρντιανα|кабардинскии|кабардинська|קברדית|الكاباردايان|कब रड यन|คาบาร เด ย|카바르디어|カハルト語|卡巴尔德语|卡巴爾達文
kbl kanembou|kanembu|tieng kanembu|κανεμπου|канембу|קנמבו|كانمبو|คาเนมบ|카넴부어|カネンフ語|加涅姆布语|卡念布文
kcg tieng tyap|tyap|τιαπ|тьяп|тіап|טיאפ|التايابية|तय प|ท แยป|티얍어|カタフ語|卡塔布文|卡塔布语
kde maconde|makonde|tieng makonde|μακοντε|маконде|מקונדה|ماكونده|म क ड|มาคอนเด|마콘데어|マコンテ語|馬孔德文|马孔德语
kea capoverdiano|capverdien|crioll capverdia|criollo caboverdiano|crioulo cabo verdiano|kaapverdisch creools|kabuverdianu|kappverdisk|kapverdenkreoli|kapverdisk|kapverdiska|kapverdstina|kreolski wysp zielonego przyladka|tieng kabuverdianu|γλωσσα του πρασινου ακρωτηριου|кабувердьяну|кабувердіану|קאבוורדיאנו|كابوفيرديانو|क ब व रद य न|คาบเวอร เด ยน|크리올어|カーホヘルテ クレオール語|卡布佛得鲁语|卡布威爾第文
ken kenjang|kenyang|เก นยาง|ニャン語|肯揚文
kfo koro|norsunluurannikonkoro|tieng koro|κορο|коро|קורו|الكورو|क र|โคโร|코로어|コロ語|克罗语|科羅文
kg congoles|congoleza|kikongo|kongo|kongo dili|kongolesisch|konzstina|tieng kongo|κονγκο|конго|конґолезька|קונגו|الكونغو|क ग|คองโก|콩고어|コンコ語|刚果语|剛果文
kgp caingangue|kainga|kaingang|tieng kaingang|καινγκανγκ|каинганг|каинґанґ|קיינגאנג|الكاينغانغ|क इ ग ग|เคนกาง|카잉강어|カインカンク語|坎刚语|坎剛文
kha kaszi|khasi|khasi dili|tieng khasi|κασι|кхаси|кхасі|קהאסי|الكازية|กาส|카시어|カシ語|卡西文|卡西语
kho chotanski|chotanstina|hotanca|khotan|khotanais|khotanees|khotanes|khotanese|khotanesisk|khotanesiska|khotaneza|khotani|kotanes|kotanez|sakisch|tieng khotan|κοτανικα|хотаносакська|хотанскии|קוטאנזית|الخوتانيز|ख त न स|โคต น|호탄어|コータン語|和田语|和闐文
khq kojra csini|koyra chiini|tieng koyra chiini|timbuktu songhai|κοιρα τσινι|коира чиини|коира чиіні|קוירה צ יני|كويرا تشيني|क यर च न|โคย ราช น|코이라 친니어|コイラ チーニ語|西桑海文|西桑海语
khw chovarstina|citral dili|khowar|โควาร|코와르어|コワール語|科瓦文
ki gikuyu|kikuiu|kikujstina|kikuju|kikuyu|quicuio|tieng kikuyu|κικουγιου|кикуию|кікуию|קיקויו|الكيكيو|क क य|ก กย|키쿠유어|キクユ語|吉库尤语|吉庫尤文
kiu kirmancki|kirmandzki|kirmanjki|kırmancca|zazakstina|เคอร มาน ก|キルマンシュキ語|北紮紮其文
kj cuanhama|kuanamstina|kuanjama|kuanyama|kwanyama|tieng kuanyama|κουανιαμα|кунама|קואניאמה|كوانياما|कव नय म|กวนยามา|쿠안야마어|クワニャマ語|宽亚玛语|廣亞馬文
kk cazaque|kasachisch|kasakhisk|kazachs|kazachski|kazah|kazaha|kazajo|kazakca|kazakh|kazakiska|kazakki|kazako|kazastina|tieng kazakh|καζακικα|казахскии|казахська|קזחית|الكازاخستانية|कज ख|คาซ ค|카자흐어|カサフ語|哈萨克语|哈薩克文
kkj kako|mkako|tieng kako|κακο|како|קאקו|لغة الكاكو|क क|คาโก|카코어|カコ語|卡库语|卡庫文
kl grenlandzki|groenlandais|groenlandes|groenlandese|groenlands|gronland dili|gronlandi|gronlandisch|gronlandska|gronstina|grønlandsk|kalaallisut|tieng kalaallisut|καλααλισουτ|гренландскии|калааллісут|גרינלנדית|الكالاليست|कल ल स त|กร นแลนด|그린란드어|クリーンラント語|格陵兰语|格陵蘭文
kln kalendjin|kalendzin|kalendzsin|kalenjin|tieng kalenjin|καλεντζιν|календжин|קלנג ין|كالينجين|कल ज न|คาเลนจ น|칼렌진어|カレンシン語|卡伦金语|卡倫金文
km jemer|kambodjanska|khmer|khmer dili|khmera|khmerski|khmerstina|tieng khmer|χμερ|кхмерскии|кхмерська|חמרית|الخميرية|खम र|เขมร|크메르어|クメール語|高棉文|高棉语
kmb kimboundou|kimbundstina|kimbundu|quimbundo|tieng kimbundu|κιμπουντου|кимбунду|кімбунду|קימבונדו|الكيمبندو|क मबनद|ค มบนด|킴분두어|キンフント語|金邦杜文|金邦杜语
kn canares|canarim|kannada|kannada dili|kannadstina|tieng kannada|καναντα|каннада|קנאדה|الكانادا|कननड|ก นนาดา|칸나다어|カンナタ語|卡纳达语|坎那達文
ko corea|coreano|coreeana|coreen|korea|koreaans|koreai|korean|koreanisch|koreansk|koreanska|koreanski|korece|korejstina|tieng han|κορεατικα|кореискии|кореиська|קוריאנית|الكورية|क र य ई|เกาหล|한국어|韓国語|韓文|韩语
koi komi permiac|komi permiacki|komi permiak|komi permio|komi permjaaks|komi permjactina|komi permjak|komi permjakisch|komi permjakisk|komi permjakiska|komi permyak|komipermjakisk|komipermjakki|permiaco|tieng komi permyak|κομι περμιακ|коми пермяцкии|комі пермяцька|קומי פרמיאקית|كومي بيرماياك|क म परमय क|โคม เป ยร เม ยค|코미페르먀크어|コミ ヘルミャク語|科米 彼尔米亚克语|科米 彼爾米亞克文
kok concani|konkani|konkani dili|konkanstina|tieng konkani|κονκανικα|конкани|конкані|קונקאני|الكونكانية|क कण|กอนกาน|코카니어|コンカニ語|孔卡尼语|貢根文
kos kosrae|kosraea|kosraeaans|kosraean|kosraeanisch|kosraeano|kosraeansk|kosraeen|kosrajstina|kosre|kosreanska|kosrei|tieng kosrae|κοσραενικα|косрае|косраенскии|קוסראיאן|الكوسراين|क सर न|คสไร|코스라이엔어|コスラエ語|科斯拉伊语|科斯雷恩文
kpe kpelle|kpelle dili|tieng kpelle|κπελε|кпелле|кпеллє|קפלה|الكبيل|कप ल|กาแปล|크펠레어|クヘレ語|克佩列文|克佩列语
kr canuri|kanouri|kanuri|kanuri dili|tieng kanuri|κανουρι|канури|канурі|קאנורי|الكانوري|कन र|คานร|칸누리어|カヌリ語|卡努里文|卡努里语
krc karacajevo balkarstina|karacay balkarca|karaceai balkar|karachai balkar|karachay balkar|karacsaj balkar|karaczajsko bałkarski|karatchai balkar|karatjai balkar|karatsai balkaari|karatschaiisch balkarisch|karatsjaj balkarisch|karatsjajbalkarsk|karatxai balkar|tieng karachay balkar|καρατσαι μπαλκαρ|карачаево балкарскии|карачаєво балкарська|קראצ י בלקר|الكاراتشاي بالكار|कर चय बलक र|คาราไช บ ลคาร|카라챠이 발카르어|カラチャイ ハルカル語|卡拉恰伊巴尔卡尔语|卡拉柴 包爾卡爾文
kri krio|คร โอ|クリオ語|塞拉利昂克裏奧爾文
krj kinaraj a|kinaray a|kinaraya|ก นารายอา|キナライア語|基那來阿文
krl carelia|careliano|carelien|carelio|karelai|karelia|karelian|kareliana|karelisch|karelsk|karelska|karelski|karelstina|karelyaca|karjala|tieng karelian|καρελικα|карельскии|карельська|קארלית|الكاريلية|कर ल यन|คาร เล ยน|카렐리야어|カレリア語|卡累利阿文|卡累利阿语
kru kouroukh|kuruchstina|kuruh|kuruk|kurukh|kurukh dili|oraon|tieng kurukh|κουρουχ|курукх|курух|קורוק|الكوروخ|क र ख|กรข|쿠르크어|クルク語|库鲁克语|庫魯科文
ks cachemir|cachemiri|caixmiri|casmira|caxemira|kaschmiri|kashmir|kashmiri|kashmiriska|kasjmiri|kasmiri|kasmirstina|kaszmirski|kesmir dili|tieng kashmir|κασμιρικα|кашмири|кашмірська|קשמירית|الكشميرية|कशम र|แคชเม ยร|카슈미르어|カシミール語|克什米尔语|喀什米爾文
ksb kisambaa|sambala|shambala|tieng shambala|σαμπαλα|шамбала|שמבאלה|شامبالا|शमब ल|ช มบาลา|샴발라어|サンハー語|尚巴拉文|香巴拉语
ksf bafia|tieng bafia|μπαφια|бафия|бафіа|באפיה|لغة البافيا|बफ आ|บาเฟ ย|바피아어|ハフィア語|巴菲亚语|巴菲亞文
ksh colognian|coloniese|dialek kolsch|gwara kolonska|kolinstina|koln lehcesi|kolniska|kolsch|kølnsk|tieng cologne|κολωνικα|кельнскии|кельнська|קולוניאן|لغة الكولونيان|क ल न य ई|โคโลญ|콜로그니안어|ケルン語|科隆文|科隆语
ku curdo|koerdisch|kurd|kurda|kurde|kurdi|kurdisch|kurdish|kurdisk|kurdiska|kurdo|kurdstina|kurdyjski|kurtce|tieng kurd|κουρδικα|курдскии|курдська|כורדית|الكردية|क रद श|เค ร ด|쿠르드어|クルト語|库尔德语|庫德文
kum koemuks|koumyk|kumik|kumuk|kumukca|kumukisch|kumycki|kumyctina|kumyk|kumykisk|kumykiska|kumykki|kymyk|tieng kumyk|κουμγιουκ|кумицька|кумыкскии|קומיקית|القموقية|क म क|คม ยค|쿠믹어|クムク語|库梅克语|庫密克文
kut kutenai|kutenai dili|kutenaj|kutenajstina|tieng kutenai|κουτεναι|кутенаи|кутенаі|קוטנאי|الكتيناي|कय तन ई|คเทไน|쿠테네어|クテナイ語|库特奈语|庫特奈文
kv kome|komi|komijstina|tieng komi|κομι|коми|комі|קומי|الكومي|क म|โกม|코미어|コミ語|科米文|科米语
kw cornic|cornica|cornico|cornique|cornish|cornisk|kernevekce|korni|kornijski|kornisch|kornish|kornisk|korniska|kornstina|tieng cornwall|κορνουαλικα|корнскии|корнська|קורנית|الكورنية|क रन श|คอร น ช|콘월어|コーンウォール語|康沃尔语|康瓦耳文
kwk kvakiutstina|kwakiutl|kwakwala|kwakʼwala|kwakʼwala dili|tieng kwakʼwala|κουακουαλα|кваквала|квакиутль|קוואקוואלה|الكواكوالا|कव कव ल|คว กวาลา|곽왈라어|クヮキゥワラ語|夸夸瓦拉语|誇誇嘉誇語
kxv kuvi|tieng kuvi|κουβι|куви|куві|קווי|الكوفية|क व|กว|쿠비어|クーウィンカ語|库维语|庫維文
ky kargaza|kirghiso|kirghize|kirgiisi|kirgisisch|kirgisisk|kirgiski|kirgiz|kirgizisch|kirgiziska|kirguis|kyrgyz|kyrgyzstina|kırgızca|quirguiz|tieng kyrgyz|κιργιζικα|киргизскии|киргизька|קירגיזית|القيرغيزية|क रग ज|ค ร ก ซ|키르기스어|キルキス語|吉爾吉斯文|柯尔克孜语
la latein|latijn|latim|latin|latina|latince|latino|llati|tieng la tinh|łacinski|λατινικα|латинскии|латинська|לטינית|اللاتينية|ल ट न|ละต น|라틴어|ラテン語|拉丁文|拉丁语
lad giudeo spagnolo|judeocastella|ladino|ladinsk|ladinstina|ladynski|tieng ladino|λαδινο|ладино|לדינו|اللادينو|ल द न|ลาด โน|라디노어|ラティノ語|拉迪諾文|拉迪诺语
lag langi|lango|tieng langi|λανγκι|ланго|лангі|לאנגי|لانجي|ल ग|แลนจ|랑기어|ランキ語|朗吉文|朗吉语
lah lahnda|lahndstina|panjabi occidental|tieng lahnda|western panjabi|λαχδα|ланда|лахнда|לנדה|اللاهندا|ल हनड|ลาฮ นดา|라한다어|ラフンター語|拉亨達文|西旁遮普语
lam lamba|lamba dili|lambstina|tieng lamba|λαμπα|ламба|למבה|اللامبا|ल मब|แลมบา|람바어|ランハ語|兰巴语|蘭巴文
lb lucemburstina|luksemburg|luksemburgca|luksemburski|lussemburghese|luxembourgeois|luxembourgish|luxembourgsk|luxemburg|luxemburgheza|luxemburgi|luxemburgisch|luxemburgiska|luxemburgs|luxemburgsk|luxemburgues|tieng luxembourg|λουξεμβουργιανα|люксембургскии|люксембурзька|לוקסמבורגית|اللكسمبورغية|लगजमबरग|ล กเซมเบ ร ก|룩셈부르크어|ルクセンフルク語|卢森堡语|盧森堡文
lez lesgisch|lesgisk|lesgo|lesguia|lezg|lezghia|lezghian|lezghien|lezgi|lezgiano|lezgice|lezgijski|lezginstina|lezgisch|lezgui|tieng lezghian|λεζγκικα|лезгинскии|лезгінська|לזגית|الليزجية|ल जघ यन|เลซเก ย|레즈기안어|レスキ語|列兹金语|列茲干文
lfn lingua franca nova|ล งก วฟร งกาโนวา|링구아 프랑카 노바|リンクア フランカ ノハ|新共同語言
lg ganda|gandstina|luganda|tieng ganda|γκαντα|ганда|גאנדה|الغاندا|ग ड|ยก นดา|간다어|カンタ語|卢干达语|干達文
li limbourgeois|limburg|limburgca|limburghese|limburgheza|limburgi|limburgia|limburgisch|limburgish|limburgiska|limburgs|limburgsk|limburgues|limburski|limburstina|tieng limburg|λιμβουργιανα|лимбургскии|лімбургіиська|לימבורגית|الليمبورغية|ल बरग श|ล มเบ ร ก|림버거어|リンフルフ語|林堡文|林堡语
lij ligur|ligurca|ligure|liguria|ligurian|liguriana|ligurisch|ligurisk|liguriska|ligurstina|liguryjski|liguuri|tieng liguria|λιγουριανα|лигурскии|лігуріиська|ליגורית|الليغورية|ल ग र यन|ล กเร ย|리구리아어|リクリア語|利古里亚语|利古里亞文
lil lillooet|lillooet dili|lillooetstina|tieng lillooet|λιλουετ|лиллуэт|лілуетська|לילואט|الليلويتية|ल ल एट|ล ลลเอต|릴루엣어|リルエット語|利洛埃特语|利洛威特文
liv liivi|lijfs|livisch|livisk|livonca|livone|livonian|livonien|livoniska|livonstina|liwski|ล โวเน ย|リウォニア語|利伏尼亞文
lkt lacota|lakota|lakotaca|lakotstina|tieng lakota|λακοτα|лакота|לקוטה|لاكوتا|ल क ट|ลาโกตา|라코타어|ラコタ語|拉科塔文|拉科塔语
lmo llombard|lombard|lombarda|lombardca|lombardi|lombardisch|lombardisk|lombardiska|lombardo|lombardstina|lombardzki|tieng lombard|λομβαρδικα|ломбардскии|ломбардська|לומברדית|اللومبردية|ल मबरड|ลอมบาร ด|롬바르드어|ロンハルト語|伦巴第语|倫巴底文
ln lingala|lingalstina|tieng lingala|λινγκαλα|лингала|лінгала|לינגלה|اللينجالا|ल ग ल|ล งกาลา|링갈라어|リンカラ語|林加拉文|林加拉语
lo lao|lao dili|laosia|laosiano|laostina|laotanski|laotiaans|laotiana|laotisch|laotisk|laotiska|tieng lao|λαοτινα|лаосскии|лаоська|לאו|اللاوية|ल ओ|ลาว|라오어|ラオ語|寮文|老挝语
lol lolo bantu|mongo|mongstina|tieng mongo|μονγκο|монго|מונגו|منغولى|म ग|มองโก|몽고어|モンコ語|芒戈文|蒙戈语
lou creola louisiana|creole louisianais|creolo della louisiana|crioll frances de louisiana|criollo de luisiana|crioulo da louisiana|kreol louisiana|kreolski luizjanski|kreolstina louisiana|louisiana creole|louisiana creools|louisiana kreol|louisiana kreolcesi|louisiana kreolsk|louisianai kreol|louisianakreolsk|louisianankreoli|tieng creole louisiana|κρεολικα λουιζιανα|луизианскии креольскии|луізіанська креольська|קריאולית לואיזיאנית|الكريولية اللويزيانية|ल ईज य न कर य ल|คร โอลยเซ ยนา|루이지애나 크리올어|ルイシアナ クレオール語|路易斯安那克里奥尔语|路易斯安那克里奧爾文
loz lozi|lozstina|tieng lozi|λοζι|лози|лозі|לוזית|اللوزي|ल ज|โลซ|로지어|ロシ語|洛齊文|洛齐语
lrc eszaki luri|kuzey luri|lori du nord|lori septentrional|luri de nord|luri septentrional|luri setentrional|luri settentrionale|luri utara|lurstina severni|luryjski połnocny|noordelijk luri|nord luri|nordliches luri|nordluri|northern luri|pohjoisluri|tieng bac luri|βορεια λουρι|північнолурська|севернолурскии|לורית צפונית|اللرية الشمالية|उततर ल र|ลร เหน อ|북부 루리어|北ロル語|北卢尔语|北盧爾文
lsm saamia|samia|samia dili|tieng saamia|σααμια|саамиа|самія|סמיה|الساميا|स म य|ซาเม ย|사미아어|サーミア語|萨米亚语|薩米亞文
lt liettua|litauisch|litauisk|litauiska|litevstina|litewski|lithuanian|litouws|litua|lituania|lituaniana|lituanien|lituano|litvan|litvanca|tieng litva|λιθουανικα|литовскии|литовська|ליטאית|الليتوانية|ल थ आन य ई|ล ท วเน ย|리투아니아어|リトアニア語|立陶宛文|立陶宛语
ltg latgalian|latgalien|latgalli|latgallisk|latgalstina|letgaals|letgallo|lettgallisch|lettgalliska|łatgalski|латгальська|ล ตเกล|ラトカリア語|拉特加萊文
lu katanganluba|luba catanga|luba katanga|luba katanga kiluba|lubu katanzstina|tieng luba katanga|λουμπα κατανγκα|луба катанга|לובה קטנגה|اللوبا كاتانغا|लय ब कट ग|ลบา กาตองกา|루바 카탄가어|ルハ カタンカ語|魯巴加丹加文|鲁巴加丹加语
lua luba kasai ciluba|luba lulua|luba luluastina|luluanluba|tieng luba lulua|λουμπα λουλουα|луба лулуа|לובה לולואה|اللبا لولو|लय ब ल ल आ|ลบา ลล ว|루바 룰루아어|ルハ ルルア語|卢巴 卢拉语|魯巴魯魯亞文
lui luiseno|luisenyo|tieng luiseno|λουισενο|луисеньо|луісеньо|לויסנו|اللوسينو|ल इस न|ลยเซโน|루이세노어|ルイセーニョ語|卢伊塞诺语|路易塞諾文
lun lunda|lundstina|tieng lunda|λουντα|лунда|לונדה|اللوندا|ल नड|ล นดา|룬다어|ルンタ語|盧恩達文|隆达语
luo luo|luostina|tieng luo|λουο|луо|לואו|اللو|लय ओ|ล ว|루오어|ルオ語|卢奥语|盧奧文
lus lusai|lushai|mizo|mizostina|tieng lushai|μιζο|мизо|мізо|מיזו|الميزو|म ज|ม โซ|루샤이어|ミソ語|米佐文|米佐语
luy luhja|luhya|lujia|luyana|luyia|tieng luyia|λουχια|луия|лухья|לויה|لغة اللويا|लय ईआ|ลเย ย|루야어|ルヒヤ語|卢雅语|盧雅文
lv latvia|latvian|latvisk|letao|leto|leton|letona|letonca|lets|lett|lettisch|lettisk|lettiska|letton|lettone|lotystina|tieng latvia|łotewski|λετονικα|латиська|латышскии|לטבית|اللاتفية|ल तव य ई|ล ตเว ย|라트비아어|ラトヒア語|拉脫維亞文|拉脱维亚语
lzh chinois litteraire|chinski klasyczny|cinese classico|cinstina klasicka|edebi cince|klassiek chinees|klassinen kiina|klassisches chinesisch|klassisk kinesisk|literary chinese|litterar kineiska|xines classic|จ นคลาสส ก|文言文|漢文
lzz lasisch|laz|lazca|laze|lazi|lazisch|lazisk|laziska|lazstina|lazyjski|แลซ|ラス語|拉茲文
mad madoerees|madura|madura dili|madurai|madurais|madures|madurese|maduresisch|maduresisk|maduresiska|madureza|madurski|madurstina|tieng madura|μαντουριζ|мадурскии|мадурська|מדורזית|المادريز|म द र स|มาดรา|마두라어|マトゥラ語|馬都拉文|马都拉语
maf mafa|tieng mafa|μαφα|мафа|מאפאה|มาฟา|마파어|マファ語|馬法文|马法语
mag khotta|magahi|magahijstina|tieng magahi|μαγκαχι|магадхі|магахи|מאגאהית|الماجا|मगह|มคห|마가히어|マカヒー語|摩揭陀文|摩揭陀语
mai maithili|maithilistina|tieng maithili|μαιτχιλι|маитхили|маитхілі|מאיטילית|المايثيلي|म थ ल|ไมถ ล|마이틸리어|マイティリー語|迈蒂利语|邁蒂利文
mak macasar|makasar|makasarstina|makassaars|makassar|makassarisch|makaszar|tieng makasar|μακασαρ|макасарська|макассарскии|מקסאר|الماكاسار|मक सर|มากาซาร|마카사어|マカッサル語|望加錫文|望加锡语
man malinke|mande|mandinga|mandingo|mandingstina|mandingue|tieng mandingo|μαντινγκο|мандинго|мандінго|מנדינגו|الماندينغ|मनड नग|ม นด งกา|만딩고어|マンティンコ語|曼丁哥文|曼丁哥语
mas maa|maasai|masai|masajski|masajstina|massai|massajiska|tieng masai|μασαι|масаи|масаі|מסאית|الماساي|मस ई|มาไซ|마사이어|マサイ語|馬賽文|马赛语
mde maba|tieng maba|μαμπα|маба|מאבא|مابا|มาบา|마바어|マハ語|馬巴文|马坝语
mdf mocsa|mokcha|moksa|moksa dili|moksan|moksanstina|mokschanisch|moksha|moksja|moksza|mordovia moksa|tieng moksha|μοκσα|мокша|мокшанскии|מוקשה|الموكشا|म कष|มอคชา|모크샤어|モクシャ語|莫克沙文|莫克沙语
mdr mandar|mandaresisch|tieng mandar|μανδαρ|мандарскии|мандарська|מנדאר|الماندار|म द र|มานดาร|만다르어|マンタル語|曼达尔语|曼達文
men mende|mende dili|tieng mende|μεντε|менде|מנדה|الميند|म नड|เมนเด|멘데어|メンテ語|門德文|门德语
mer meru|tieng meru|μερου|меру|מרו|الميرو|म र|เมร|메루어|メル語|梅魯文|梅鲁语
mfe creole mauricien|creolo mauriziano|criollo mauriciano|kreolski mauritiusa|mauricia|mauricijska kreolstina|mauritansk kreol|mauritisk kreolsk|mauritiusi kreol|morisien|morisyen|tieng morisyen|μορισιεν|маврикиискии креольскии|маврикіиська креольська|קריאולית מאוריציאנית|المورسيانية|म र सय न|มอร สเยน|모리스얀어|モーリシャス クレオール語|克里奧文 模里西斯|毛里求斯克里奥尔语
mg gassisk|malagasi|malagassi|malagassisch|malagassisk|malagassiska|malagasy|malgache|malgaix|malgas|malgasa|malgasca|malgascio|malgaski|malgastina|malgaxe|tieng malagasy|μαλγασικα|малагасиискии|малагасіиська|מלגשית|الملغاشي|म ल ग स|มาลากาซ|말라가시어|マタカスカル語|馬達加斯加文|马拉加斯语
mga gaelic irlandes mitja|irlandes medio|irlandese medio|irlandeza medie|irlandia abad pertengahan|irstina stredoveka|keski iiri|kozep ir|medeliriska|mellomirsk|middeliers|middelirsk|middle irish|mittelirisch|moyen irlandais|ortacag irlandacası|srednioirlandzki|tieng ai len trung co|μεσα ιρλανδικα|середньоірландська|среднеирландскии|אירית תיכונה|الايرلندية الوسطى|मधयक ल न आइर श|ไอร ชกลาง|중세 아일랜드어|中古愛爾蘭文|中古爱尔兰语|中期アイルラント語
mgh macua meto|makhuwa meetto|makhuwa metto|makua meetto|makua meto|tieng makhuwa meetto|μακουβα μετο|макуа меетто|макува меето|מאקוואה מטו|ماخاوا ميتو|म ख व म टट|มาก ววา ม ทโท|마크후와 메토어|マクア ミート語|馬夸文|马库阿 梅托语
mgo meta|metaʼ|tieng meta|μετα|мета|מטא|ميتا|म ट|เมตา|메타어|メタ語|梅塔语|美塔文
mh marsalstina|marschallesisch|marshales|marshall|marshall adaları dili|marshallais|marshallees|marshalles|marshallese|marshallesisk|marshalleza|marshalli|marshalliska|marszalski|tieng marshall|μαρσαλεζικα|маршалльскии|маршалльська|מרשלית|المارشالية|म रशल ज|มาร แชลล|마셜어|マーシャル語|馬紹爾文|马绍尔语
mi maori|maori dili|maorstina|maoryjski|tieng maori|μαορι|маори|маорі|מאורית|الماورية|म ओर|เมาร|마오리어|マオリ語|毛利文|毛利语
mic micmac|mikmak|mikmaq|mikmaw|miquemaque|tieng micmac|μικμακ|микмак|мікмак|מיקמק|الميكماكيونية|म कम क|ม กแมก|미크맥어|ミクマク語|密克马克语|米克馬克文
min menangkabau|minangkabau|minangkabu|tieng minangkabau|μινανγκαμπαου|минангкабау|мінангкабау|מיננגקבאו|المينانجكاباو|म न गक ब उ|ม น งกาเบา|미낭카바우어|ミナンカハウ語|米南佳保语|米南卡堡文
mk macedon|macedone|macedoneana|macedoni|macedonian|macedonien|macedonio|macedonisch|macedonski|makedonca|makedonia|makedonsk|makedonska|makedonstina|mazedonisch|tieng macedonia|σλαβομακεδονικα|македонскии|македонська|מקדונית|المقدونية|मकद न य ई|มาซ โดเน ย|마케도니아어|マケトニア語|馬其頓文|马其顿语
ml malaiala|malaialam|malajalam|malajalamstina|malayalam|malayalam dili|tieng malayalam|μαλαγιαλαμικα|малаялам|מליאלאם|المالايالامية|मलय लम|มาลายาล ม|말라얄람어|マラヤーラム語|馬來亞拉姆文|马拉雅拉姆语
mn mogolca|mongol|mongola|mongoli|mongolia|mongolian|mongolisch|mongoliska|mongolo|mongolsk|mongolski|mongolstina|mongools|tieng mong co|μογγολικα|монгольскии|монгольська|מונגולית|المنغولية|म ग ल य ई|มองโกเล ย|몽골어|モンコル語|蒙古文|蒙古语
mnc manchu|manchuria|manchuriska|manciuriana|mancurya dili|mandchou|mandschurisch|mandsju|mandzsu|mandzustina|mantsjoe|mantsu|manxu|tieng man chau|μαντσου|манчжурська|маньчжурскии|מנצ ו|المانشو|मनच|แมนจ|만주어|満州語|满语|滿族文
mni manipuri|manipuri dili|manipurstina|meitei|meithei|tieng manipuri|μανιπουρι|манипурскии|маніпурі|מניפורית|المانيبورية|मण प र|มณ ประ|마니푸리어|マニフリ語|曼尼普尔语|曼尼普爾文
moe dogu innucası|innu aimun|tieng innu aimun|ινου αιμουν|инну аимун|інну аимун|אינו אמון|اينو ايمون|इनन एईमन|อ นน ไอมน|이누아문|イヌー アイムン語|因努埃蒙语|因紐艾蒙語
moh mohavk dili|mohawk|mohawkstina|moicano|tieng mohawk|μοχοκ|магавк|мохаук|מוהוק|الموهوك|म ह क|โมฮอว ก|모호크어|モーホーク語|摩霍克语|莫霍克文
mos moore|more|mosi|mossi|moszi|tieng mossi|μοσι|моси|моссі|מוסי|الموسي|म सस|โมซ|모시어|モシ語|莫西文|莫西语
mr marathi|marathi dili|marathstina|marati|tieng marathi|μαραθικα|маратхи|маратхі|מראטהית|الماراثية|मर ठ|มราฐ|마라티어|マラーティー語|馬拉地文|马拉地语
mrj bergmari|mari occidental|mari occidentale|marijstina zapadni|ova cirmiscesi|vastmariska|vestmarisk|vuorimari|west mari|western mari|zachodniomaryjski|มาร ตะว นตก|서부 마리어|山地マリ語|西馬里文
ms malaeza|malai|malaiisch|malaiji|malaio|malais|malaj|malajisk|malajiska|malajski|malajstina|malay|malayca|malayisk|malayo|maleis|malese|melayu|tieng ma lai|μαλαισιανα|малаискии|малаиська|מלאית|الماليزية|मलय|มาเลย|말레이어|マレー語|馬來文|马来语
mt malta|maltaca|maltai|maltais|maltanski|maltees|maltes|maltese|maltesisch|maltesisk|maltesiska|malteza|maltstina|tieng malta|μαλτεζικα|мальтиискии|мальтіиська|מלטית|المالطية|म लट ज|มอลตา|몰타어|マルタ語|馬爾他文|马耳他语
mua moundang|mundang|tieng mundang|μουντανγκ|мунданг|מונדאנג|مندنج|म ड ग|ม นด ง|문당어|ムンタン語|蒙当语|蒙當文
mus bahasa muskogee|creek|krik|krikce|krikstina|muscogee|muskogee|tieng creek|κρικ|крик|крік|קריק|الكريك|कर क|ม สค ก|크리크어|クリーク語|克里克文|克里克语
mwl miranda|miranda dili|mirandais|mirandees|mirandeesi|mirandes|mirandese|mirandesisch|mirandesisk|mirandesiska|mirandez|mirandeza|mirandstina|mirandyjski|tieng miranda|μιραντεζικα|мирандскии|мірандська|מירנדזית|الميرانديز|म र ड|ม ร นดา|미란데어|ミランタ語|米兰德斯语|米蘭德斯文
mwr marvari|marvarstina|marwari|tieng marwari|μαργουαρι|марвари|марварі|מרווארי|الماروارية|म रव ड|มารวาฑ|마르와리어|マールワーリー語|馬瓦里文|马尔瓦里语
mwv mentavajstina|mentawai|เม นตาไว|メンタワイ語|明打威文
my barmstina|birma|birmaans|birman|birman dili|birmana|birmanes|birmanisch|birmano|birmanski|burma|burmai|burmese|burmesisk|burmesiska|tieng mien đien|βιρμανικα|бирманскии|бірманська|בורמזית|البورمية|बरम ज|พมา|버마어|ミャンマー語|緬甸文|缅甸语
mye myene|tieng myene|μιενε|миене|миін|מאיין|มย น|미예네어|ミエネ語|姆耶內文|姆耶内语
myv erjya|ersa|ersja mordwinisch|eryza|erzia|erzja|erzjanstina|erzjany|erzya|mordovia erza|tieng erzya|ερζια|ерзя|эрзянскии|ארזיה|الارزية|एरजय|เอ ยร ซยา|엘즈야어|エルシャ語|厄尔兹亚语|厄爾茲亞文
mzn masanderanisch|mazandarani|mazandaranstina|mazanderani|mazanderanski|mazenderanca|mazenisk|tieng mazanderani|μαζαντερανι|мазандеранскии|мазандеранська|מאזאנדראני|المازندرانية|म जनद र न|มาซ นดาราน|마잔데라니어|マーサンタラーン語|馬贊德蘭文|马赞德兰语
na naurstina|nauru|nauru dili|naurua|nauruaans|nauruan|nauruano|nauruanska|nauruanski|naurui|nauruisch|tieng nauru|ναουρου|науру|נאורית|النورو|न उर|นาอร|나우루어|ナウル語|瑙鲁语|諾魯文
nan chineza min nan|chino min nan|cinstina dialekty minnan|min kinesisk|min nan|min nan chinese|min nan cincesi|min nan kiina|min nan kinai|minnan|minnanski|minnanyu|tieng man nam|xines min del sud|миньнань|південноміньська|סינית מין נאן|مين نان الصينية|म न न न|จ นม นหนาน|민난어|閩南語|闽南语
nap napoletano|napoli|napolice|napolita|napolitaans|napolitain|napolitana|napolitano|napolitansk|napolitanska|napolyi|neapolitan|neapolitanisch|neapolitanski|neapolstina|tieng napoli|ναπολιτανικα|неаполитанскии|неаполітанська|נפוליטנית|النابولية|न प ल टन|นาโปล|나폴리어|ナホリ語|拿波里文|那不勒斯语
naq nama|namastina|tieng nama|ναμα|нама|נאמה|لغة الناما|न म|นามา|나마어|ナマ語|納馬文|纳马语
nb bokmal|bokmal noruegues|bokmal norwegia|noors bokmal|norjan bokmal|norsk bokmal|norskt bokmal|norstina bokmal|noruec bokmal|noruego bokmal|norvecce bokmal|norveg bokmal|norvegese bokmal|norvegiana bokmal|norvegien bokmal|norwegian bokmal|norwegisch bokmal|norweski bokmal|tieng na uy bokmal|νορβηγικα μποκμαλ|норвежскии букмол|норвезька букмол|נורווגית ספרותית|النرويجية بوكمال|न रव ज य ई ब कम ल|นอร เวย บคมอล|노르웨이어 보크말|ノルウェー語 フークモール|书面挪威语|書面挪威文
nd eszaki ndebele|kuzey ndebele|ndebele de nord|ndebele del nord|ndebele do norte|ndebele du nord|ndebele połnocny|ndebele septentrional|ndebele utara|ndebele zimbabwe|noord ndebele|nord ndebele|nordndebele|north ndebele|pohjois ndebele|tieng ndebele mien bac|βορεια ντεμπελε|північна ндебеле|северныи ндебеле|נדבלה צפונית|النديبيل الشمالية|उततर द ब ल|เอ นเดเบเลเหน อ|북부 은데벨레어|北ンテヘレ語|北地畢列文|北恩德贝勒语
nds alasaksa|alsonemet|asagı almanca|baix alemany|baixo alemao|bajo aleman|bas allemand|basso tedesco|dolnonemcina|dolnoniemiecki|germana de jos|jerman rendah|lagtyska|low german|nedersaksisch|nedertysk|niederdeutsch|tieng ha đuc|κατω γερμανικα|нижненемецкии|нижньонімецька|גרמנית תחתית|الالمانية السفلى|न चल जरमन|เยอรม นต า|저지 독일어|低地トイツ語|低地德文|低地德语
ne nepalais|nepalce|nepalees|nepales|nepalese|nepalesisch|nepalesisk|nepalesiska|nepaleza|nepali|nepalski|nepalstina|tieng nepal|νεπαλικα|непальскии|непальська|נפאלית|النيبالية|न प ल|เนปาล|네팔어|ネハール語|尼泊尔语|尼泊爾文
new nevari|nevarstina|newari|newariska|newarski|tieng newari|νεγουαρι|неварскии|неварі|נווארי|النوارية|न व ड|เนวาร|네와르어|ネワール語|尼瓦尔语|尼瓦爾文
ng dongo|ndondstina|ndonga|tieng ndonga|ντονγκα|ндонга|נדונגה|الندونجا|ड नग|ดองกา|느동가어|ントンカ語|恩东加语|恩東加文
nia nias|niha|tieng nias|νιασ|ниас|ніаська|ניאס|النياس|न य स|น อ ส|니아스어|ニアス語|尼亚斯语|尼亞斯文
niu niue|niue dili|niuea|niueaans|niuean|niueana|niueano|niueansk|niueanska|niueen|niuei|niuestina|tieng niuean|νιουε|ниуэ|ніуе|ניואן|النيوي|न य आन|น วเว|니웨언어|ニウーエイ語|紐埃文|纽埃语
njo ao|ao jazyky nagalandu|ao naga|tieng ao naga|ао нага|อาวนากา|アオ ナカ語|阿沃那加文
nl belanda|dutch|felemenkce|holandes|holland|hollanti|nederlands|nederlandsk|nederlandska|neerlandais|neerlandes|neerlandeza|niderlandzki|niederlandisch|nizozemstina|olandese|tieng ha lan|ολλανδικα|нидерландскии|нідерландська|הולנדית|الهولندية|डच|ด ตช|네덜란드어|オランタ語|荷兰语|荷蘭文
nmg bissio|kwasio|ngoumba|ngumba|tieng kwasio|κβασιο|квазіо|квасио|קוואסיו|كواسيو|कव स ओ|กวาซ โอ|크와시오어|クワシオ語|夸西奥语|夸西奧文
nn noors nynorsk|norjan nynorsk|norsk nynorsk|norstina nynorsk|noruec nynorsk|noruego nynorsk|norvecce nynorsk|norveg nynorsk|norvegese nynorsk|norvegiana nynorsk|norvegien nynorsk|norwegian nynorsk|norwegisch nynorsk|norweski nynorsk|nynorsk|nynorsk noruegues|nynorsk norwegia|nynorska|tieng na uy nynorsk|νορβηγικα νινορσκ|норвезька нюношк|нюнорск|נורווגית חדשה|النرويجية نينورسك|न रव ज य ई न यन रसक|นอร เวย น นอสก|노르웨이어 니노르스크|ノルウェー語 ニーノシュク|挪威尼诺斯克语|新挪威文
nnh bamileke ngiemboon|ngiemboon|tieng ngiemboon|νγκιεμπουν|нгиембунд|нгємбун|נגיאמבון|لغة النجيمبون|ग मब|จ มบน|느기엠본어|ンシエムフーン語|恩甘澎文|恩甘澎语
no noors|norja|norsk|norska|noruec|noruego|noruegues|norvecce|norveg|norvegese|norvegiana|norvegien|norwegia|norwegian|norwegisch|norweski|tieng na uy|νορβηγικα|норвежскии|норвезька|נורווגית|النرويجية|न रव ज य ई|นอร เวย|노르웨이어|ノルウェー語|挪威文|挪威语
nog nogai|nogaisk|nogaj|nogajski|nogajstina|nogayca|tieng nogai|νογκαι|ногаискии|ногаиська|נוגאי|النوجاي|न ग ई|โนไก|노가이어|ノカイ語|諾蓋文|诺盖语
non altnordisch|eski nors dili|fornnordiska|gammelnorsk|muinaisnorja|nordic antic|nordica veche|nordico antiguo|nordico arcaico|norse antico|norse kuno|norstina historicka|old norse|oldislandsk|oskandinav|oudnoors|staronordyjski|tieng na uy co|vieux norrois|παλαια νορβηγικα|давньонорвезька|старонорвежскии|נורדית עתיקה|النورس القديم|प र न न रस|นอร สโบราณ|고대 노르웨이어|古ノルト語|古諾爾斯文|古诺尔斯语
nov novial|โนเว ยล|ノウィアル|諾維亞文
nqo n ka|nko|nʼko|tieng nko|νκο|нко|נ קו|انكو|एनक|เอ นโก|응코어|ンコ語|曼德文字 nko|西非书面文字
nr deli ndebele|etela ndebele|guney ndebele|ndebele de sud|ndebele del sud|ndebele do sul|ndebele du sud|ndebele jizni afrika|ndebele meridional|ndebele południowy|ndebele selatan|south ndebele|sud ndebele|sydndebele|sør ndebele|tieng ndebele mien nam|zuid ndbele|νοτια ντεμπελε|ндебелє південна|южныи ндебеле|נדבלה דרומית|النديبيل الجنوبي|दकष ण द ब ल|เอ นเดเบเลใต|남부 은데벨레어|南ンテヘレ語|南地畢列文|南恩德贝勒语
nso eszaki szeszoto|kuzey sotho dili|noord sotho|nord sotho|nordsotho|northern sotho|pohjoissotho|sotho de nord|sotho del nord|sotho du nord|sotho połnocny|sotho septentrional|sotho utara|soto setentrional|sotstina severni|tieng sotho mien bac|βορεια σοθο|північна сото|северныи сото|סותו צפונית|السوتو الشمالية|उततर स थ|โซโทเหน อ|북부 소토어|北索托文|北索托语|北部ソト語
nus nuer|nuerstina|tieng nuer|νουερ|нуер|нуэр|נואר|النوير|न एर|เน อร|누에르어|ヌエル語|努埃尔语|努埃爾文
nv navaho|navaho dili|navajo|navazstina|nawaho|tieng navajo|ναβαχο|навахо|נאוואחו|النافاجو|नव ह|นาวาโฮ|나바호어|ナハホ語|納瓦荷文|纳瓦霍语
nwc alt newari|classical newari|klasik nevari|klassiek nepalbhasa|klassinen newari|klassisk newari|klassisk newarisk|klassisk newariska|klasszikus newari|newari clasica|newari clasico|newari classic|newari classico|newari classique|newari klasik|newarski klasyczny|newarstina klasicka|tieng newari co|κλασικα νεουαρι|классическии невари|неварі класична|נווארית קלאסית|النوارية التقليدية|प रमपर क न व र|เนวาร ด งเด ม|고전 네와르어|古典ネワール語|古典尼瓦尔语|古尼瓦爾文
ny chewa|nandzstina|nianja|njandza|nyandzsa|nyanja|tieng nyanja|νιαντζα|ньянджа|ניאנג ה|النيانجا|नय नज|เน ยนจา|냔자어|ニャンシャ語|尼揚賈文|齐切瓦语
nym namwezstina|niamwezi|nyamvezi|nyamwesi|nyamwezi|tieng nyamwezi|νιαμγουεζι|ньямвези|ньямвезі|ניאמווזי|النيامويزي|नय मव ज|เน ยมเวซ|니암웨지어|ニャムウェシ語|尼扬韦齐语|尼揚韋齊文
nyn nankolstina|nyankole|tieng nyankole|νιανκολε|ньянколе|ניאנקולה|النيانكول|नय नक ल|เน ยนโกเล|니안콜어|ニャンコレ語|尼揚科萊文|尼昂科勒语
nyo norstina|nyoro|nyoro sprog|tieng nyoro|νιορο|ньоро|ניורו|النيورو|नय र|น โอโร|뉴로어|ニョロ語|尼奥罗语|尼奧囉文
nzi nzema|nzima|nzima dili|tieng nzima|νζιμα|нзима|нзіма|נזימה|النزيما|नज म|นซ มา|느지마어|ンセマ語|尼茲馬文|恩济马语
oc occita|occitaans|occitan|occitana|occitanico|occitano|occitansk|occitanska|okcitanstina|oksitaani|oksitan dili|oksitansk|oksytanski|okszitan|okzitanisch|ositania|tieng occitan|οξιτανικα|окситанскии|окситанська|אוקסיטנית|الاوكسيتانية|ओस ट न|อ อกซ ต น|오크어|オック語|奥克语|奧克西坦文
oj odjibwa|odzibvejstina|odzibwa|ojibva|ojibva dili|ojibwa|tieng ojibwa|οζιβιγουα|оджибва|оджібва|אוג יבווה|الاوجيبوا|ओज बव|โอจ บวา|오지브와어|オシフウェー語|奥吉布瓦语|奧杰布瓦文
ojb eszaknyugati odzsibva|kuzeybatı ojibwe dili|luoteis odzibwa|noordwest ojibwe|nordvastojibwa|nordvestlig ojibwa|nordvestojibwa|nordwest ojibwe|northwestern ojibwa|odzibvejstina severozapadni|odzibwe połnocno zachodni|ojibwa de nord vest|ojibwa do noroeste|ojibwa noroccidental|ojibwa septentrional|ojibwe barat laut|ojibwe du nord ouest|ojibwe nord occidentale|tieng ojibwe tay bac|βορειοδυτικα οζιβιγουα|північно західна оджибве|северо западныи оджибве|אוג יבווה צפון מערבית|اوجيبوا الشمالية الغربية|उततरपशच म ओज बव|โอจ บเวตะว นตกเฉ ยงเหน อ|북서부 오지브와어|北西部オシフワ語|西北奧吉布瓦語|西北部奥吉布瓦语
ojc centraal ojibwa|central ojibwa|centralojibwa|keskiojibwa|kozepvideki odzsibva|odzibvejstina stredni|odzibwe centralny|ojibwa central|ojibwa centrala|ojibwa sentral|ojibwe central|ojibwe centrale|ojibwe tengah|orta ojibwe dili|tieng ojibwe mien trung|zentral ojibwe|κεντρικα οτζιμπουα|центральна оджибве|центральныи оджибве|אוג יבווה מרכז|اوجيبوا الوسطى|स टरल ओज बव|โอจ บเวตอนกลาง|중앙 오지브와어|中央奧吉布瓦語|中奥吉布瓦语|中部オシフワ語
ojs anisininice|odzi kri|odzibvejstina severni|odzsi kri|oji cree|oji cri|tieng oji cree|οτζι κρι|оджи кри|оджи крі|אוג י קרי|الاوجي كري|ओज कर|ออจ คร|오지 크리어|セウァーン オシフワ語|奧吉克里語|欧吉克里语
ojw batı ojibwe dili|lansi odzibwa|nyugati odzsibva|odzibvejstina zapadni|odzibwe zachodni|ojibwa de vest|ojibwa occidental|ojibwa ocidental|ojibwe barat|ojibwe occidental|ojibwe occidentale|tieng ojibwe mien tay|vastojibwe|vestlig ojibwa|vestojibwa|west ojibwe|western ojibwa|δυτικα οζιβιγουα|западныи оджибве|західна оджибве|אוביג ווה מערבית|الاوجيبوا الغربية|पशच म ओज बव|โอจ บเวตะว นตก|서부 오지브와어|西奥吉布瓦语|西奧吉布瓦語|西部オシフワ語
oka colville okanagan|okanaga|okanagan|okanagan dili|okanagansk|okanaganstina|tieng okanagan|οκαναγκαν|оканаган|оканаганська|אוקאנגן|الاوكاناغانية|ओकन गन|โอคานาก น|오카나간어|オカナカン語|奧卡諾根語|欧肯那根语
om afaan oromo|oromo|oromo dili|oromstina|tieng oromo|ορομο|оромо|אורומו|الاورومية|ओर म|โอโรโม|오로모어|オロモ語|奥罗莫语|奧羅莫文
or odia|oria|orija|oriya|oriya dili|tieng odia|urijstina|οντια|одія|ория|אורייה|الاورية|ओड य|โอด ยา|오리야어|オティア語|奥里亚语|歐迪亞文
os oseta|osetce|osetico|osetstina|osetyjski|osseetti|osseta|ossete|ossetia|ossetic|ossetico|ossetisch|ossetisk|ossetiska|osseto|oszet|tieng ossetic|οσετικα|осетинскии|осетинська|אוסטית|الاوسيتيك|ओसस ट क|ออสเซเต ย|오세트어|オセット語|奥塞梯语|奧塞提文
osa osage|tieng osage|οσαζ|оседжи|осеидж|אוסג|الاوساج|ओस ज|โอซาก|오세이지어|オセーシ語|欧塞奇语|歐塞奇文
ota osmani|osmanisch|osmanlı turkcesi|osmannisk tyrkisk|osmansko turecki|oszman torok|ottomaans turks|ottoman turkish|ottomansk tyrkisk|ottomanska|tieng tho nhi ky ottoman|turc otoma|turc ottoman|turca otomana|turco otomano|turco ottomano|turectina osmanska|turki osmani|οθωμανικα τουρκικα|османська|старотурецкии|טורקית עות מנית|التركية العثمانية|ओट म न त रक श|ตรก ออตโตม น|오스만 터키어|オスマントルコ語|奥斯曼土耳其语|鄂圖曼土耳其文
pa pandzabi|pandzabstina|pandzsabi|panjabi|pencapca|pendjabi|pendzabski|punjabi|punyabi|tieng punjab|παντζαπικα|панджаби|панджабі|פנג אבי|البنجابية|प ज ब|ป ญจาบ|펀잡어|ハンシャフ語|旁遮普文|旁遮普语
pag pangasina|pangasinan|pangasinan dili|pangasinanstina|pangaszinan|tieng pangasinan|πανγκασιναν|пангасинан|пангасінанська|פנגסינאן|البانجاسينان|प ग स न न|ป งกาซ น น|판가시난어|ハンカシナン語|潘加辛文|邦阿西南语
pal medelpersiska|mittelpersisch|pahlavi|pahlavstina|pahlevi|palavi|pehlevi dili|tieng pahlavi|παχλαβι|пехлевиискии|пехлеві|פלאבי|البهلوية|प हल व|ปะห ลาว|팔레비어|ハフラウィー語|巴列維文|巴拉维语
pam pampanga|pampangan|pampanggan|pampango|papangau|tieng pampanga|παμπανγκα|пампанга|פמפאניה|البامبانجا|प मप नग|ป มป งกา|팜팡가어|ハンハンカ語|潘帕嘉文|邦板牙语
pap papiament|papiamento|papiaments|papiamentu|tieng papiamento|παπιαμεντο|папʼяменто|папьяменто|פפיאמנטו|البابيامينتو|प प य म नट|ปาเป ยเมนโต|파피아먼토어|ハヒアメント語|帕皮阿門托文|帕皮阿门托语
pau palau|palau dili|palaua|palauan|palauana|palauano|palauansk|palaui|palauisk|palaus|palaustina|tieng palauan|παλαουαν|палау|палауанська|פלוואן|البالوان|पल उआन|ปาเลา|팔라우어|ハラオ語|帕劳语|帛琉文
pcd picard|picard dili|picardi|picardisch|picardstina|piccardo|pikardisk|pikardiska|pikardyjski|ป การ|ヒカルティ語|庇卡底文
pcm nigeriaans pidgin|nigeriai pidgin|nigerian pidgin|nigerianisches pidgin|nigerianpidgin|nigeriansk pidgin|nigeriansk pidginsprak|nigerijsky pidzin|nijerya pidgin dili|pidgin de nigeria|pidgin nigeria|pidgin nigerian|pidgin nigeriano|pidzyn nigeryjski|πιτζιν νιγηριασ|нигерииско креольскии|нігеріисько креольська|פידגין ניגרי|البدجنية النيجيرية|न इज र य ई प डग न|ไนจ เร ยนพ ดจ น|나이지리아 피진어|ナイシェリア ヒシン語|奈及利亞皮欽文|尼日利亚皮钦语
pdc alemany pennsilvania|jerman pennsylvania|nemcina pensylvanska|pennsilfaanisch|pennsylvania duits|pennsylvania german|pennsylvaniadeutsch|pennsylvaniansaksa|pennsylvaniatysk|pennsylvaniatyska|pensilvanya almancası|pensylwanski|tedesco della pennsylvania|เยอรม นเพนซ ลเวเน ย|ヘンシルヘニア トイツ語|賓夕法尼亞德文
pdt bas prussien|mennonitisk lagtyska|nemcina plautdietsch|plautdietsch|เพลาท ด ช|メノナイト低地トイツ語|門諾低地德文
peo altpersisch|eski farsca|fornpersiska|gammelpersisk|muinaispersia|old persian|oldpersisk|operzsa|oudperzisch|persa antic|persa antiguo|persa arcaico|persan ancien|persana veche|persia kuno|persiano antico|staroperski|staroperstina|tieng ba tu co|αρχαια περσικα|давньоперська|староперсидскии|פרסית עתיקה|الفارسية القديمة|प र न फ रस|เปอร เซ ยโบราณ|고대 페르시아어|古代ヘルシア語|古波斯文|古波斯语
pfl alemany palati|allemand palatin|falctina|palatin almancası|palatine german|palatintysk|palatynacki|paltsisch|pfaltsi|pfalz tyska|pfalzisch|tedesco palatino|เยอรม นพาลาท เนต|フファルツ語|普法爾茨德文
phn fenici|feniciana|fenicio|feniciska|fenicki|fenictina|fenike dili|foenicisch|foinikia|foniciai|funisia|fønikisk|phenicien|phoenician|phonizisch|tieng phoenicia|φοινικικα|финикиискии|фінікіисько пунічна|פיניקית|الفينيقية|फ एन श यन|ฟ น เช ย|페니키아어|フェニキア語|腓尼基文|腓尼基语
pi paali|pali|palijski|tieng pali|παλι|пали|палі|פאלי|البالية|प ल|บาล|팔리어|ハーリ語|巴利文|巴利语
pis pidgin|pidgin salomonense|pidginsprak|pidzin salomounovy ostrovy|pidzsin|pijin|pijin dili|tieng pijin|πιτζιν|піджин|соломонскии пиджин|פייג ין|بيجين|प ईज न|พ ดจ น|피진어|ヒシン語|皮京语|皮金語
pl lehce|lengyel|polacco|polaco|polish|polnisch|polonais|polones|poloneza|polsk|polska|polski|polstina|pools|puola|tieng ba lan|πολωνικα|польскии|польська|פולנית|البولندية|प ल श|โปแลนด|폴란드어|ホーラント語|波兰语|波蘭文
pms piedmontese|piemoncki|piemonstina|piemontais|piemonte|piemontees|piemontes|piemontese|piemontesisch|piemontesisk|piemontesiska|piyemontece|พ ดมอนต|ヒエモンテ語|皮埃蒙特文
pnt kuzeybatı kafkasya|pontic|pontico|pontique|pontisch|pontisk|pontiska|pontoksenkreikka|pontstina|pontyjski|พอนต ก|폰틱어|ホントス キリシャ語|旁狄希臘文
pon pohnpei|pohnpeia|pohnpeiaans|pohnpeian|pohnpeiana|pohnpeiano|pohnpeiska|pohnpeistina|ponape|ponapea|ponapeanisch|ponapisk|ponpejski|tieng pohnpeian|πομπηικα|понапе|פונפיאן|البوهنبيايان|प हनप एन|พอห นเพ|폼페이어|ホンヘイ語|波纳佩语|波那貝文
pqm malecite passamaquoddy|malesitstina passamaquoddstina|maliseet passamaquoddy|malisetce passamaquoddy|tieng maliseet passamaquoddy|μαλισιτ πασσαμακουοντ|малесит пассамакводди|малесіт пасамакводі|מליסיט פאסמקוודי|الماليزيت باساماكودي|मल स ट प स म कव ड|มาเลไซท ป สมาโควด|말리시트 파사마쿼디어|マリシート ハサマコティ語|馬里希特帕薩瑪奎迪文|马利塞 帕萨马科迪语
prg altpreussisch|fornpreussiska|muinaispreussi|oudpruisisch|porosz|preussisk|prusaca|prusia|prusiano|pruski|prussia|prussian|prussiano|prussien|prustina|prusyaca|prøyssisk|tieng prussia|πρωσικα|прусскии|прусська|פרוסית|البروسياوية|पर श य ई|ปร สเซ ย|프러시아어|フロシア語|普魯士文|普鲁士语
pro altprovenzalisch|eski provensal|fornprovensalska|gammelprovencalsk|muinaisprovensaali|old provencal|oldprovencalsk|oprovanszi|oudprovencaals|provencal ancien|provencal antic|provencal arcaico|provencal lama|provensala veche|provensalstina|provenzal antiguo|provenzale antico|staroprowansalski|tieng provencal co|παλαια προβανσαλ|давньопровансальська|старопровансальскии|פרובנסאל עתיקה|البروفانسية القديمة|प र न पर व नसल|โปรวองซาลโบราณ|고대 프로방스어|古普罗文斯语|古普羅旺斯文|古期フロハンス語
ps afghanska|pachto|paixtu|paschtu|pashto|pasjtoe|paststina|pastu|pastun|pastuna|paszto|pestuca|tieng pashto|παστο|пушту|פאשטו|البشتو|पशत|พ ชโต|파슈토어|ハシュトゥー語|普什图语|普什圖文
pt portekizce|portoghese|portugais|portugal|portugali|portugalski|portugalstina|portugees|portugheza|portugiesisch|portugis|portugisisk|portugisiska|portugues|portuguese|tieng bo đao nha|πορτογαλικα|португальскии|португальська|פורטוגזית|البرتغالية|प रतग ल|โปรตเกส|포르투갈어|ホルトカル語|葡萄牙文|葡萄牙语
qu kecsua|kecuanstina|kecuva dili|keczua|ketsua|quechua|quichua|quitxua|tieng quechua|κετσουα|кечуа|קצ ואה|كيشوا|कव च आ|เคชวา|케추아어|ケチュア語|克丘亚语|蓋楚瓦文
quc kice|kicece|kiche|kicse|kicze|kʼicheʼ|quiche|tieng kʼicheʼ|κιτσε|киче|кіче|קיצ ה|الكيشية|क श|ก เช|키체어|キチェ語|基切文|基切语
qug chimborazo highland quichua|chimborazo hochland quechua|chimborazo hoglandskichwa|chimborazonylankoketsua|kecuanstina chimborazo|keczua gorski chimborazo|kichwa|kichwa chimborazo høylandet|quechua dellaltopiano del chimborazo|quichua du haut chimborazo|tieng quechua o cao nguyen chimborazo|คว ช วไฮแลนด ช มโบราโซ|チンホラソ高地ケチュア語|欽博拉索海蘭蓋丘亞文
raj radzastani|radzastanstina|radzasthani|radzsasztani|rajastani|rajasthani|tieng rajasthani|ραζασθανι|раджастхани|раджастхані|ראג סטאני|الراجاسثانية|र जसथ न|ราชสถาน|라자스탄어|ラーシャスターン語|拉賈斯坦諸文|拉贾斯坦语
rap rapanui|rapanui dili|rapanujstina|tieng rapanui|ραπανουι|рапануискии|рапануі|רפאנוי|الراباني|र प न ई|ราปานอ|라파뉴이|ラハヌイ語|復活島文|拉帕努伊语
rar rarotonga|rarotongai|rarotongan|rarotonganisch|rarotongano|rarotongansk|rarotonganska|rarotonganstina|rarotongien|tieng rarotongan|ραροτονγκαν|раротонга|ררוטונגאן|الراروتونجاني|र र त गन|ราโรทองกา|라로통가어|ラロトンカ語|拉罗汤加语|拉羅通加文
rgn romagnol|romagnoli|romagnolo|romagnolsk|romanolstina|romanyes|romanyolca|โรม ณโญ|ロマーニャ語|羅馬格諾里文
rhg rohinga|rohingja|rohingstina|rohingya|rohingya dili|rohingyalisch|rohinya|ruainga|ruaingga|tieng rohingya|ροχινγκια|рогінджа|рохинджа|רוהינגיה|الروهينغية|र ह गय|โรฮ งญา|로힝야어|ロヒンキャ語|罗兴亚语|羅興亞文
rif rif berbericesi|rifain|riff|riffian|riffianska|riffijns|rifstina|tarifit|ร ฟฟ อ น|リーフ語|里夫语|里菲亞諾文
rm ratoromanisch|ratoromanska|reto romaans|reto roman|retoromaani|retoroman|retoromanic|retoromansk|retoromanski|retoromanstina|romanche|romancio|romansa|romansca|romansh|rætoromansk|tieng romansh|ρομανικα|ретороманська|романшскии|רומאנש|الرومانشية|र म नश|โรแมนซ|로만시어|ロマンシュ語|罗曼什语|羅曼斯文
rn kirundi|kirundstina|roundi|rundi|tieng rundi|ρουντι|рунди|рунді|קירונדי|الرندي|र नद|บรนด|룬디어|ルンティ語|隆迪文|隆迪语
ro roemeens|roman|romana|romanes|romania|romanian|romeno|roumain|rumania|rumanisch|rumano|rumanska|rumence|rumeno|rumensk|rumunski|rumunstina|rumænsk|tieng romania|ρουμανικα|румунська|румынскии|רומנית|الرومانية|र म न य ई|โรมาเน ย|루마니아어|ルーマニア語|罗马尼亚语|羅馬尼亞文
rof rombo|tieng rombo|ρομπο|ромбо|רומבו|الرومبو|र मब|รอมโบ|롬보어|ロンホ語|兰博语|蘭博文
rom cyganski|roma|romanca|romani|romany|romstina|tieng romany|ρομανι|циганська|цыганскии|רומאני|الغجرية|र म न|โรมาน|집시어|ロマーニー語|吉普賽文|吉普赛语
rtm rotuma|rotumaans|rotuman|rotumanisch|rotumano|rotumansk|rotumanska|rotumanski|rotumanstina|โรทม น|ロツマ語|羅圖馬島文
ru orosz|rosyjski|rus|rusa|rusca|rusia|ruso|russe|russian|russisch|russisk|russo|rustina|ryska|tieng nga|venaja|ρωσικα|росіиська|русскии|רוסית|الروسية|र स|ร สเซ ย|러시아어|ロシア語|俄文|俄语
rue roetheens|rusince|rusinsk|rusinski|rusinstina|russinisch|rusyn|ruteeni|ruteno|ruthene|รซ น|루신어|ルシン語|盧森尼亞文
rug roviana|rovianska|rovianstina|โรเว ยนา|ロウィアナ語|羅維阿納文
rup aroemeens|aroman|aromana|aromanes|aromania|aromanian|aromansk|aromeno|aromunisch|aroumain|arrumano|arumanska|arumeno|arumunski|arumunstina|arumænsk|tieng aromania|ulahca|αρομανικα|арумунська|арумынскии|ארומנית|الارومانيان|अर म न यन|อาโรมาเน ย|아로마니아어|アルーマニア語|羅馬尼亞語系|阿罗马尼亚语
rw kinarwandstina|kinjarwanda|kinya ruanda|kinyarvanda|kinyarwanda|quiniaruanda|ruanda|ruandes|tieng kinyarwanda|κινιαρουαντα|киньяруанда|кіньяруанда|קנירואנדית|الكينيارواندا|क नय रव ड|รว นดา|르완다어|キニアルワンタ語|卢旺达语|盧安達文
rwk rwa|rwo|tieng rwa|ρουα|рва|руанда|ראווה|الروا|रव|รวา|르와어|ルワ語|罗瓦语|羅瓦文
sa sanscrit|sanscrita|sanscrito|sanskerta|sanskriet|sanskrit|sanskrt|sanskryt|szanszkrit|tieng phan|σανσκριτικα|санскрит|סנסקריט|السنسكريتية|स सक त|ส นสกฤต|산스크리트어|サンスクリット語|梵文|梵语
sad sandave|sandawe|sandawstina|szandave|tieng sandawe|σανταγουε|сандаве|סנדאווה|السانداوي|सनड व|ซ นดาเว|산다웨어|サンタウェ語|桑达韦语|桑達韋文
sah iacut|iakoute|jakoets|jakucki|jakutisch|jakutisk|jakutiska|jakutstina|jakuutti|sacha|sakha|szaha|tieng sakha|yakut|yakutca|σαχα|саха|якутська|סאחה|الساخية|य क त|ซาคา|야쿠트어|サハ語|萨哈语|雅庫特文
sam aram samaria|aramaica samariteana|aramaico samaritano|arameen samaritain|arameo samaritano|arameu samarita|samarianaramea|samarit aramcası|samaritaans aramees|samaritan aramaic|samaritanisch|samaritansk arameisk|samaritansk aramæisk|samaritanska|samarstina|samarytanski aramejski|szamaritanus arami|tieng samaritan aramaic|σαμαριτικα αραμαικα|самаритянскии арамеискии|самаритянська арамеиська|ארמית שומרונית|الارامية السامرية|स म र टन अर म क|อราเมอ กซามาเร ย|사마리아 아랍어|サマリア アラム語|萨马利亚阿拉姆语|薩瑪利亞阿拉姆文
saq samburu|szamburu|tieng samburu|σαμπουρου|самбуру|סמבורו|سامبورو|स मब र|แซมบร|삼부루어|サンフル語|桑布鲁语|薩布魯文
sas sasak|sasakstina|tieng sasak|σασακ|сасакскии|сасакська|סאסק|الساساك|स स क|ซาซ ก|사사크어|ササク語|撒撒克文|萨萨克语
sat santali|santalstina|szantali|tieng santali|σανταλι|сантали|сантальська|סאנטאלי|السانتالية|स थ ल|ส นตาล|산탈리어|サンターリー語|桑塔利文|桑塔利语
saz saurashtra|saurasterstina|saurastri|saurasztryjski|เสาราษฏร|サウラーシュトラ語|索拉什特拉文
sba ngambai|ngambay|tieng ngambay|νγκαμπει|нгамбаи|нгамбаискии|נגמבאי|نامبي|नग मब|ก มเบ|느감바이어|ンカムハイ語|甘拜文|甘拜语
sbp isangu|sangostina|sangu|szangu|tieng sangu|σανγκου|сангу|סאנגו|سانغو|แซงก|상구어|サンク語|桑古文|桑古语
sc sard|sarde|sardi|sardijns|sardinia|sardinian|sardiniana|sardinsk|sardinska|sardisch|sardisk|sardo|sardstina|sardunya dili|sardynski|szardiniai|tieng sardinia|σαρδηνιακα|сардинскии|сардинська|סרדינית|السردينية|स रद न यन|ซาร เดญา|사르디니아어|サルテーニャ語|撒丁文|萨丁语
scn sicilia|siciliaans|sicilian|siciliana|siciliano|siciliansk|sicilianska|sicilien|sicilstina|sicilyaca|sisilia|sizilianisch|sycylijski|sziciliai|tieng sicilia|σικελικα|сицилиискии|сициліиська|סיציליאנית|الصقلية|स स ल यन|ซ ซ ล|시칠리아어|シチリア語|西西里文|西西里语
sco ecossais|escoces|iskocca|schots|schottisch|scots|scozzese|skot|skotlandia|skotsk|skotska|skotstina|skotti|tieng scots|σκωτικα|шотландскии|шотландська|סקוטית|الاسكتلندية|सक टस|สกอตส|스코틀랜드어|スコットラント語|苏格兰语|蘇格蘭文
sd sindhi|sindhi dili|sindhstina|sindi|szindhi|tieng sindhi|σιντι|синдхи|синдхі|סינדהית|السندية|स ध|ส นธ|신디어|シント語|信德文|信德语
sdc sarde sassarais|sassarees|sassarese|sassarese sardinian|sassaresisk sardisk|sassaresisk sardiska|sassari sarduca|sassarinsardi|sassarisch|sassarski|sassarstina|sasseres|ซาร ด เน ยซาสซาร|サッサリ サルテーニャ語|薩丁尼亞 薩薩里文
sdh curdo meridional|curdo meridionale|del kurd|etelakurdi|guney kurtcesi|kurd meridional|kurda de sud|kurde du sud|kurdi selatan|kurdo meridional|kurdstina jizni|pahlavani|południowokurdyjski|southern kurdish|sudkurdisch|sydkurdisk|sydkurdiska|sørkurdisk|tieng kurd mien nam|νοτια κουρδικα|південнокурдська|южнокурдскии|כורדית דרומית|الكردية الجنوبية|दकष ण क रड श|เคอร ด ชใต|남부 쿠르드어|南库尔德语|南庫德文|南部クルト語
se eszaki szami|kuzey laponcası|noord samisch|nordsamisch|nordsamisk|nordsamiska|northern sami|pohjoissaame|połnocnolaponski|same du nord|sami de nord|sami del nord|sami septentrional|sami setentrional|sami utara|samstina severni|tieng sami mien bac|βορεια σαμι|північносаамська|северносаамскии|סמי צפונית|سامي الشمالية|न रदन स म|ซาม เหน อ|북부 사미어|北サーミ語|北方萨米语|北薩米文
see seneca|seneca dili|seneka|szeneka|tieng seneca|σενεκα|сенека|סנקה|السنيكا|เซน กา|세네카어|セネカ語|塞内卡语|塞訥卡文
seh cisena|sena|szena|tieng sena|σενα|сена|סנה|سينا|स न|เซนา|세나어|セナ語|塞纳语|賽納文
sei seri|seristina|เซร|セリ語|瑟里文
sel selkoeps|selkoupe|selkup|selkup dili|selkupisch|selkupisk|selkuppi|selkupski|selkupstina|szolkup|tieng selkup|σελκουπ|селькупскии|селькупська|סלקופ|السيلكب|स लकप|เซลคป|셀쿠프어|セリクフ語|塞尔库普语|塞爾庫普文
ses kojra szenni|koyra senni|koyraboro senni|songhai|songhai oriental|tieng koyraboro senni|κοιραμπορο σενι|коираборо сенни|коираборо сені|קויראבורו סני|كويرابورو سيني|क यर ब र स नन|โคย ราโบโรเซนน|코이야보로 세니어|コイラホロ センニ語|东桑海语|東桑海文
sg sango|sangstina|szango|tieng sango|σανγκο|санго|סנגו|السانجو|ซ นโก|산고어|サンコ語|桑戈文|桑戈语
sga altirisch|ancien irlandais|eski irlandaca|forniriska|gammelirsk|irlandes antic|irlandes antiguo|irlandes arcaico|irlandese antico|irlandeza veche|irlandia kuno|irstina stara|muinaisiiri|oir|old irish|oldirsk|oudiers|staroirlandzki|tieng ai len co|παλαια ιρλανδικα|давньоірландська|староирландскии|אירית עתיקה|الايرلندية القديمة|प र न आइर श|ไอร ชโบราณ|고대 아일랜드어|古アイルラント語|古愛爾蘭文|古爱尔兰语
sgs samogiitti|samogitce|samogitian|samogitico|samogitien|samogitisch|samogitisk|samogitiska|zemaitstina|zmudzki|ซาโมจ เต ยน|サモキティア語|薩莫吉希亞文
sh sarbo croata|serbo croate|serbo croatian|serbo croato|serbo kroasia|serbo kroatisch|serbocroat|serbocroata|serbokroaatti|serbokroatisk|serbokroatiska|serbsko chorwacki|servo croata|servo kroatisch|srbochorvatstina|szerbhorvat|sırp hırvat dili|tieng serbo croatia|σερβοκροατικα|сербскохорватскии|сербсько хорватська|סרבו קרואטית|صربية كرواتية|स रब कर एश य ई|เซอร โบ โครเอเช ย|세르비아 크로아티아어|セルホ クロアチア語|塞尔维亚 克罗地亚语|塞爾維亞克羅埃西亞文
shi chleuh|tachelhit|taixelhit|taschelhit|taselhit|taselit|tashelhit|tashelhiyt|tieng tachelhit|τασελχιτ|тачеліт|ташельхит|שילה|تشلحيت|त च लह त|ทาเชล ห ท|타셸히트어|タシルハイト語|希尔哈语|希爾哈文
shn san|sanstina|schan|shan|shan dili|szan|tieng shan|xan|σαν|шанскии|шанська|שאן|الشان|श न|ไทใหญ|샨어|シャン語|掸语|撣文
shu arab suwa|arab txadia|araba ciadiana|arabe chadiano|arabe tchadien|arabo ciadiano|arabski czad|arabstina cadska|cad arapcası|chadian arabic|csadi arab|tchad arabiska|tchadisk arabisk|tieng a rap chad|tsadinarabia|tschadisch arabisch|tsjadisch arabisch|tsjadisk arabisk|αραβικα του τσαντ|чадскии арабскии|чадіиська арабська|ערבית צ אדית|العربية التشادية|อาหร บ ชาด|차디언 아라비아어|チャト アラヒア語|乍得阿拉伯语|阿拉伯文 查德
si cingalais|cingales|singalees|singales|singalese|singalesisk|singalesiska|singhalesisch|singhaleza|sinhala|sinhali dili|sinhalstina|syngaleski|szingalez|tieng sinhala|σινχαλεζικα|сингальскии|сингальська|סינהלה|السنهالية|स हल|ส งหล|싱할라어|シンハラ語|僧伽罗语|僧伽羅文
sid sidamo|sidamo dili|szidamo|tieng sidamo|σινταμο|сидама|сідамо|סידאמו|السيدامو|स द म|ซ ดาโม|시다모어|シタモ語|希達摩文|悉达摩语
sk eslovac|eslovaco|slovaca|slovacco|slovak|slovakca|slovakisk|slovakiska|slovakki|slovaque|slovenstina|slowaaks|slowakisch|szlovak|słowacki|tieng slovak|σλοβακικα|словацкии|словацька|סלובקית|السلوفاكية|सल व क|สโลว ก|슬로바키아어|スロハキア語|斯洛伐克文|斯洛伐克语
sl eslove|esloveno|sloveeni|sloveens|slovena|slovence|slovene|slovenia|slovenian|sloveno|slovensk|slovenska|slovinstina|slowenisch|szloven|słowenski|tieng slovenia|σλοβενικα|словенскии|словенська|סלובנית|السلوفانية|सल व न य ई|สโลว เน ย|슬로베니아어|スロヘニア語|斯洛文尼亚语|斯洛維尼亞文
slh deli lushootseed|guney lushootseed|lushootseed de usd|lushootseed do sul|lushootseed du sud|lushootseed etelainen|lushootseed jizni|lushootseed meridional|lushootseed meridionale|lushootseed południowy|lushootseed selatan|southern lushootseed|sud lushootseed|sydlushootseed|sørlig lushootseed|tieng lushootseed mien nam|zuid lushootseed|νοτια λασουτσιντ|південна лушуцид|южныи лушуцид|לשוטסיד|لوشوتسيد الجنوبية|दकष ण लश टस ड|ลชตซ ดใต|남부 루슈트시드어|南卢舒特种子语|南盧紹錫德語|南部ルシュツィート語
sli asagı silezyaca|bas silesien|dolnoslaski|lagsilesiska|lavschlesisk|lower silesian|nemcina slezska|schlesisch niederschlesisch|silesia rendah|silezisch duits|sleesiansaksa|tedesco slesiano|ไซล เซ ยตอนลาง|下西利西亞文|低シレシア語
sly selajarstina|selayar|เซลายาร|スラヤール語|塞拉亞文
sm samoa|samoa dili|samoaans|samoan|samoana|samoanisch|samoano|samoansk|samoanska|samoanski|samojstina|szamoai|tieng samoa|σαμοανα|самоанскии|самоанська|סמואית|الساموايية|स म न|ซาม ว|사모아어|サモア語|萨摩亚语|薩摩亞文
sma deli szami|etelasaame|guney laponcası|południowolaponski|same du sud|sami de sud|sami del sud|sami meridional|sami selatan|samstina jizni|southern sami|sudsamisch|sydsamisk|sydsamiska|sørsamisk|tieng sami mien nam|zuid samisch|νοτια σαμι|південносаамська|южносаамскии|סאמי דרומית|السامي الجنوبي|दकष ण स म|ซาม ใต|남부 사미어|南サーミ語|南萨米语|南薩米文
smj lule|lule laponcası|lule sami|lule samisch|lulei szami|lulesamisk|lulesamiska|luulajansaame|same de lule|sami de lule|sami di lule|sami lule|samstina lulejska|tieng lule sami|λουλε σαμι|луле саамскии|саамська луле|לולה סאמי|اللول سامي|लय ल स म|ซาม ลเล|룰레 사미어|ルレ サーミ語|吕勒萨米语|魯勒薩米文
smn enaresamisk|enaresamiska|inari|inari laponcası|inari sami|inari samisch|inari szami|inarinsaame|lapao de inari|same dinari|sami di inari|sami dinari|sami inari|samstina inarijska|tieng inari sami|ιναρι σαμι|инари саамскии|саамська інарі|אינארי סאמי|الايناري سامي|इन र स म|ซาม อ นาร|이나리 사미어|イナリ サーミ語|伊納里薩米文|伊纳里萨米语
sms kolta szami|koltansaame|same skolt|sami de skolt|sami skolt|samstina skoltska|skolt|skolt laponcası|skolt sami|skolt samisch|skoltesamisk|skoltsamiska|tieng skolt sami|σκολτ σαμι|колтта саамскии|скольт саамська|סקולט סאמי|السكولت سامي|सक लट स म|ซาม สคอลต|스콜트 사미어|スコルト サーミ語|斯科特萨米语|斯科特薩米文
sn shona|sona|sona dili|sonstina|tieng shona|xona|σονα|шона|שונה|الشونا|श ण|โชนา|쇼나어|ショナ語|紹納文|绍纳语
snk sonikstina|soninke|soninque|szoninke|tieng soninke|σονινκε|сонинке|сонінке|סונינקה|السونينك|स न नक|โซน นเก|소닌케어|ソニンケ語|索宁克语|索尼基文
so somaleza|somali|somalia|somalice|somalijski|somalisch|somaliska|somalo|somalstina|szomali|tieng somali|σομαλικα|сомали|сомалі|סומלית|الصومالية|स म ल|โซมาล|소말리아어|ソマリ語|索馬利文|索马里语
sog sogdi|sogdia|sogdiana dili|sogdiano|sogdiansk|sogdien|sogdisch|sogdisk|sogdiska|sogdstina|sogdyjski|tieng sogdien|σογκντιεν|согдиискии|согдіиська|סוגדיאן|السوجدين|स गड एन|ซอกด น|소그디엔어|ソクト語|粟特文|粟特语
sq alban|albanais|albanees|albanes|albanese|albaneza|albania|albanian|albanisch|albansk|albanska|albanski|albanstina|arnavutca|tieng albania|αλβανικα|албанскии|албанська|אלבנית|الالبانية|अलब न य ई|แอลเบเน ย|알바니아어|アルハニア語|阿尔巴尼亚语|阿爾巴尼亞文
sr sarba|serbe|serbi|serbia|serbian|serbio|serbisch|serbisk|serbiska|serbo|serbski|servio|servisch|srbstina|szerb|sırpca|tieng serbia|σερβικα|сербскии|сербська|סרבית|الصربية|सरब य ई|เซอร เบ ย|세르비아어|セルヒア語|塞尔维亚语|塞爾維亞文
srn sranan|sranan tongo|srananisch|sranantongo|surinames|szranai tongo|tieng sranan tongo|σραναν τονγκο|сранан тонго|סרנאן טונגו|السرانان تونجو|सर न न ट नग|สรานานตองโก|스라난 통가어|スリナム語|苏里南汤加语|蘇拉南東墎文
srr serer|serer dili|serere|sererstina|szerer|tieng serer|σερερ|серер|סרר|السرر|स र र|เซแรร|세레르어|セレル語|塞雷尔语|塞雷爾文
ss sisvati|siswatstina|suazi|swati|swazi|sziszuati|tieng swati|σουατι|свази|сисваті|סאווזי|السواتي|सव त|สวาต|시스와티어|スワシ語|斯瓦特文|斯瓦蒂语
ssy saho|szaho|tieng saho|σαχο|сахо|סאהו|لغة الساهو|स ह|ซาโฮ|사호어|サホ語|萨霍语|薩霍文
st deli szeszoto|etelasotho|guney sotho dili|sesotho|sotho del sud|sotho du sud|sotho meridional|sotho południowy|sotho selatan|soto do sul|sotstina jizni|southern sotho|sud sotho|sydsotho|sør sotho|tieng sotho mien nam|zuid sotho|νοτια σοθο|південна сото|южныи сото|סותו דרומית|السوتو الجنوبية|दकष ण स स थ|โซโทใต|남부 소토어|南索托语|南部ソト語|塞索托文
stq fristina saterlandska|fryzyjski saterlandzki|saterfries|saterfriesisch|saterfrisisk|saterfrisiska|saterland frisian|saterland frizcesi|saterlandais|saterlandinfriisi|ฟร เซ ยนซ ทเธอร แลนด|サーターフリシア語|沙特菲士蘭文
str bogazlar salis dili|salish de los estrechos|salish des detroits|salish do estreito norte|salish selat|salish straits|salish stramtori|salistina z uzin|salisz|straits salish|sundsalishanska|szorosmenti salish|tieng straits salish|στρειτσ σαλισ|саліська стреит|стреитс салиш|סאליש מיצרי חואן דה פוקה|سترايتس ساليش|सटर टस स ल श|สเตรตส ซาล ช|해안 살리시어|ストレイツセイリッシュ語|海峡萨利希语|海峽薩利希語
su soendanees|sondanes|soundanais|sunda|sunda dili|sundajski|sundanes|sundanese|sundanesisch|sundanesisk|sundanesiska|sundaneza|sundstina|szundanez|tieng sunda|σουνδανικα|сунданскии|сунданська|סונדנזית|السوندانية|स ड न|ซนดา|순다어|スンタ語|巽他文|巽他语
suk soukouma|sukuma|sukuma dili|szukuma|tieng sukuma|σουκουμα|сукума|סוקומה|السوكوما|स क म|ซคมา|수쿠마어|スクマ語|苏库马语|蘇庫馬文
sus soesoe|soussou|susu|szuszu|tieng susu|σουσου|сусу|סוסו|السوسو|स स|ซซ|수수어|スス語|苏苏语|蘇蘇文
sux soemerisch|sumer|sumerce|sumeri|sumeria|sumerian|sumeriana|sumerien|sumerio|sumerisch|sumerisk|sumeriska|sumero|sumerstina|sumeryjski|tieng sumeria|σουμερικα|шумерскии|шумерська|שומרית|السومارية|स म र यन|ซเมอ|수메르어|シュメール語|苏美尔语|蘇美文
sv isvecce|ruotsi|schwedisch|suec|sueco|suedeza|suedois|sved|svedese|svedstina|svensk|svenska|swedia|swedish|szwedzki|tieng thuy đien|zweeds|σουηδικα|шведскии|шведська|שוודית|السويدية|सव ड श|สว เดน|스웨덴어|スウェーテン語|瑞典文|瑞典语
sw suaheli|suahili|suaili|suajili|svahili dili|svahilstina|swahili|szuaheli|tieng swahili|σουαχιλι|суахили|суахілі|סווהילי|السواحلية|सव ह ल|สวาฮ ล|스와힐리어|スワヒリ語|史瓦希里文|斯瓦希里语
swb comorei|comorense|comoreza|comoria|comorian|comoriano|comorien|comorisk|komorca|komori|komoria|komorisch|komorisk|komorstina|komoryjski|shimaore|tieng como|κομοριανα|коморскии|коморська|קומורית|القمرية|क म र यन|โคเมอเร ย|코모로어|コモロ語|科摩罗语|葛摩文
syc altsyrisch|classical syriac|klasik suryanice|klassiek syrisch|klassisk syrisk|klassisk syriska|klasszikus szir|muinaissyyria|siriac classic|siriaca clasica|siriaco clasico|siriaco classico|suriah klasik|syriacki|syriaque classique|syrstina klasicka|tieng syriac co|κλασικα συριακα|классическии сириискии|сиріиська класична|סירית קלאסית|سريانية تقليدية|कल स कल स र एक|ซ เร ยแบบด งเด ม|고전 시리아어|古典シリア語|古典叙利亚语|古敘利亞文
syr siriac|siriaca|siriaco|suriah|suryanice|syriac|syriakisk|syriaque|syrisch|syrisk|syriska|syrstina|syryjski|syyria|szir|tieng syriac|συριακα|сириискии|сиріиська|סורית|السريانية|स र एक|ซ เร ย|시리아어|シリア語|叙利亚语|敘利亞文
szl schlesisch wasserpolnisch|schlesisk|silesia|silesian|silesiano|silesien|silesio|silesiska|sileziana|silezisch|silezyaca|slaski|sleesia|slesiano|slezstina|szileziai|tieng silesia|σιλεσικα|силезскии|сілезька|שלזית|السيليزية|स यल ज यन|ไซล เซ ย|실레시아어|シレシア語|西利西亞文|西里西亚语
ta tamil|tamila|tamilce|tamili|tamilski|tamilstina|tamoul|tieng tamil|ταμιλικα|тамильскии|тамільська|טמילית|التاميلية|तम ल|ทม ฬ|타밀어|タミル語|坦米爾文|泰米尔语
tce deli tutchone|etelatutchone|guney tuconcası|southern tutchone|sudliches tutchone|sydtutchone|sørlig tutchone|tieng tutchone mien nam|tutchone de sud|tutchone do sul|tutchone du sud|tutchone meridional|tutchone meridionale|tutchone południowy|tutchone selatan|tutconstina jizni|tutxone meridional|zuid tutchone|νοτια τουτσονε|південна тутчон|южныи тутчоне|טצ ון דרומית|التوتشون الجنوبية|दकष ण टश न|ท ชโชนใต|남부 투톤어|南塔穹語|南塔穹语|南部トゥショーニ語
tcy toulou|tulu|tuluca|tulustina|ตล|トゥル語|圖盧文
te telougou|telugo|telugstina|telugu|telugu dili|tieng telugu|τελουγκου|телугу|טלוגו|التيلوغوية|त ल ग|เตลก|텔루구어|テルク語|泰卢固语|泰盧固文
tem temne|tieng timne|timne|τιμνε|темне|טימנה|التيمن|ट मन|ท มเน|팀니어|テムネ語|提姆文|泰姆奈语
teo ateso|teso|teszo|tieng teso|τεσο|тесо|טסו|تيسو|ट स|เตโซ|테조어|テソ語|特索文|特索语
ter terena|tereno|tieng tereno|τερενο|терено|טרנו|التيرينو|त र न|เทเรโน|테레노어|テレーノ語|泰雷諾文|特伦诺语
tet tetoum|tetum|tetumstina|tetun|tieng tetum|τετουμ|тетум|טטום|التيتم|त त म|เตตม|테툼어|テトゥン語|德顿语|泰頓文
tg tacikce|tadjica|tadjik|tadjique|tadschikisch|tadsjikisk|tadzictina|tadzikki|tadzjieks|tadzjikiska|tadzsik|tadzycki|tagico|tajik|tayiko|tieng tajik|τατζικικα|таджикскии|таджицька|טג יקית|الطاجيكية|त ज क|ทาจ ก|타지크어|タシク語|塔吉克文|塔吉克语
tgx tagis|tagisce|tagish|tieng tagish|τατζισ|тагиш|тагіш|טגישית|التاغيش|ट ग श|ทาก ช|타기시어|タキシュ語|塔吉什語|塔吉什语
th tai|tailandes|tajski|tayca|thai|thailandese|thailandeza|thailandisch|thailandska|thajstina|tieng thai|ταιλανδικα|таискии|таиська|תאית|التايلاندية|थ ई|ไทย|태국어|タイ語|泰文|泰语
tht tahlta|tahltan|tahltanca|tieng tahltan|ταλταν|талтан|טלתנית|التالتان|ट लहटन|ทาลทาน|탈탄어|タールタン語|塔尔坦语|塔爾坦語
ti tieng tigrinya|tigrigna|tigrina|tigrinia|tigrinijstina|tigrinja|tigrino|tigrinya|tigrinya dili|τιγκρινικα|тигринья|תיגרינית|التغرينية|त गर नय|ต กร ญญา|티그리냐어|ティクリニア語|提格利尼亚语|提格利尼亞文
tig tieng tigre|tigre|tigrejstina|τιγκρε|тигре|טיגרית|التيغرية|ट इगर|ต เกร|티그레어|ティクレ語|提格雷语|蒂格雷文
tiv tieng tiv|tiv|tivi|tivstina|tiw|τιβ|тиви|тів|טיב|التيف|त व|ท ฟ|티브어|ティフ語|提夫文|蒂夫语
tk tieng turkmen|turcman|turcomanno|turcomano|turcomeno|turkmeeni|turkmeens|turkmen|turkmena|turkmence|turkmene|turkmenisch|turkmeniska|turkmensk|turkmenski|turkmenstina|τουρκμενικα|туркменскии|туркменська|טורקמנית|التركمانية|त रकम न|เต ร กเมน|투르크멘어|トルクメン語|土库曼语|土庫曼文
tkl tieng tokelau|tokelau|tokelau dili|tokelauanisch|tokelauano|tokelaues|tokelaui|tokelauisk|tokelauiska|tokelaus|tokelaustina|toquelauano|τοκελαου|токелаискии|токелау|טוקלאו|التوكيلاو|त क ल ऊ|โตเกเลา|토켈라우제도어|トケラウ語|托克劳语|托克勞文
tkr cachurski|cachurstina|sahurca|tsachurisch|tsahuri|tsakhour|tsakhur|tsakhursk|แซคเซอร|차후르어|ツァフル語|查庫爾文
tl tagal|tagalo|tagalog|tagalogca|tagalski|tieng tagalog|ταγκαλογκ|тагалог|тагальська|טאגאלוג|التاغالوغية|ट गल ग|ตากาล อก|타갈로그어|タカロク語|他加禄语|塔加路族文
tlh klingon|klingonca|klingonia|klingoniana|klingonisch|klingonska|klingonski|klingonstina|tieng klingon|κλινγκον|клингонскии|клінгонська|קלינגונית|الكلينجون|कल गन|คล งงอน|클링온어|クリンコン語|克林貢文|克林贡语
tli tieng tlingit|tlingit|tlingitce|tlinguite|τλινγκιτ|тлингит|тлінгіт|טלינגיט|التلينغيتية|तल ग त|ทล งก ต|틀링깃족어|トリンキット語|特林吉特语|特林基特文
tly talisch|taliscio|talisi|talix|talysh|talysj|talystina|talısca|tałyski|ทาล ช|탈리쉬어|タリシュ語|塔里什文
tmh amazic|tamacheq|tamasek|tamaseq|tamashek|tamasjek|tamaszek|tamaxeque|tieng tamashek|ταμασεκ|тамашек|טמאשק|التاماشيك|त म श क|ทามาเชก|타마섹어|タマシェク語|塔馬奇克文|塔马奇克语
tn setsuana|setsvana|setswana|setswanstina|szecsuani|tieng tswana|tswana|τσουανα|тсвана|סוואנה|التسوانية|स तसव न|สวานา|츠와나어|ツワナ語|塞茲瓦納文|茨瓦纳语
to tieng tonga|tonga|tonga dili|tongaans|tongai|tongaisch|tongales|tongan|tongana|tonganes|tongano|tongansk|tonganska|tonganstina|tongien|τονγκανικα|тонганскии|тонганська|טונגאית|التونغية|ट गन|ตองกา|통가어|トンカ語|東加文|汤加语
tog malawintonga|nyasa del tonga|nyasa tonga|nyasa tongansk|nyasatonganska|nyugati nyasza|tieng nyasa tonga|tonga del nyasa|tonga niasa|tonga nyasa|tonganes de nyasa|tonzstina nyasa|νιασα τονγκα|ньяса тонга|тонга|ניאסה טונגה|تونجا نياسا|नय स ट नग|ไนอะซาตองกา|니아사 통가어|トンカ語 ニアサ|尼亚萨汤加语|東加文 尼亞薩
tok tieng toki pona|toki pona|τοκι πονα|токипона|токі пона|טוקי פונה|التوكي بونا|ट क प न|โทค โพนา|도기 보나|トキホナ語|道本語|道本语
tpi neumelanesisch|tieng tok pisin|tok pisin|τοκ πισιν|ток писин|ток пісін|טוק פיסין|التوك بيسين|ट क प स न|ท อกพ ซ น|토크 피신어|トク ヒシン語|托克皮辛语|托比辛文
tr tieng tho nhi ky|torok|turc|turca|turco|turecki|turectina|turkce|turki|turkisch|turkish|turkiska|turkki|turks|tyrkisk|τουρκικα|турецкии|турецька|טורקית|التركية|त रक|ตรก|튀르키예어|トルコ語|土耳其文|土耳其语
tru touroyo|turojo|turojstina|turoyo|туроио|ตโรโย|トゥロヨ語|圖羅尤文
trv taroko|tieng taroko|ταροκο|седекскии|тароко|טרוקו|لغة التاروكو|त र क|ทาโรโก|타로코어|タロコ語|太魯閣文|赛德克语
trw torwali|托尔瓦利语
ts conga|tieng tsonga|tsonga|τσονγκα|тсонга|טסונגה|السونجا|ซองกา|총가어|ツォンカ語|特松加文|聪加语
tsd cakonski|tsakodiska|tsakonca|tsakonia|tsakonian|tsakonien|tsakonisch|tsakonisk|tsakonstina|zaconico|ซาโคเน ย|ツァコン語|特薩克尼恩文
tsi csimsiani|tieng tsimshian|tsimshia|tsimshian|tsimshiano|tsimshisk|tsimsi|tsimsijske jazyky|τσιμσιαν|цимшиан|טסימשיאן|التسيمشيان|तस म श यन|ซ มช แอน|트심시안어|チムシュ語|欽西安文|钦西安语
tt tartaro|tataari|tataars|tatar|tatara|tatarca|tatarisch|tatarisk|tatariska|tataro|tatarski|tatarstina|tieng tatar|ταταρικα|татарскии|татарська|טטרית|التترية|त त र|ตาตาร|타타르어|タタール語|鞑靼语|韃靼文
ttm eszaki tutchone|kuzey tuconcası|noord tutchone|nordliches tutchone|nordlig tutchone|nordtutchone|northern tutchone|pohjoinen tutchone|tieng tutchone mien bac|tutchone de nord|tutchone du nord|tutchone połnocny|tutchone septentrional|tutchone setentrional|tutchone settentrionale|tutchone utara|tutconstina severni|tutxone septentrional|βορεια τουτσονε|північна тутчон|северныи тутчоне|טצ ון צפונית|التوتشون الشمالية|उततर ट श न|ท ชโชนเหน อ|북부 투톤어|北塔穹語|北塔穹语|北部トゥショーニ語
ttt moslim tat|muslim tat|muslimsk tat|muslimsk tatariska|tacki|tat islamico|tat meridional|tat muslim|tatca|tati|tati caucasien|tatisch|tatstina|ต ตมสล ม|ムスリム タタール語|穆斯林塔特文
tum tieng tumbuka|toemboeka|tumbuka|tumbukstina|τουμπουκα|тумбука|טומבוקה|التامبوكا|तमब क|ทมบกา|툼부카어|トゥンフカ語|圖姆布卡文|通布卡语
tvl tieng tuvalu|tuvalsk|tuvalstina|tuvalu|tuvalua|tuvaluaans|tuvaluano|tuvaluansk|tuvaluanska|tuvaluisch|tuvalyanca|τουβαλου|тувалу|טובאלו|التوفالو|त व ल|ตวาล|투발루어|ツハル語|吐瓦魯文|图瓦卢语
tw ci|tieng twi|tvi|twi|τουι|тви|тві|טווי|التوي|टव|ทว|트위어|トウィ語|契维语|特威文
twq szavak|tasawaq|tieng tasawaq|τασαβακ|тасавак|טסוואק|تاساواق|ट सव क|ต สซาว ค|타사와크어|タサワク語|北桑海文|北桑海语
ty tahitanski|tahiti|tahiti dili|tahitia|tahitiaans|tahitian|tahitiana|tahitiano|tahitiansk|tahitien|tahitisch|tahitisk|tahitiska|tahitstina|taitiano|tieng tahiti|ταιτιανα|таитянскии|таітянська|טהיטית|التاهيتية|त ह त यन|ตาฮ ต|타히티어|タヒチ語|塔希提语|大溪地文
tyv tieng tuvinian|toevaans|touvain|tuva|tuvaca|tuvai|tuvana|tuvinia|tuvinian|tuviniano|tuviniska|tuvinsk|tuvinstina|tuwinisch|tuwinski|τουβινικα|тувинскии|тувинська|טובינית|التوفية|त व न यन|ตวา|투비니안어|トゥウァ語|图瓦语|圖瓦文
tzm amazic del marroc central|amazighe de latlas central|central atlas tamazight|centralmarockansk tamazight|centralmarokkansk tamazight|keskiatlaksentamazight|kozep atlaszi tamazigt|orta atlas tamazigti|sentralmarokkansk tamazight|tamazight atlas srodkowy|tamazight centraal marokko|tamazight del atlas central|tamazight din atlasul central|tamazight do atlas central|tamazight maroko tengah|tamazight stredni maroko|tieng tamazight mien trung ma roc|zentralatlas tamazight|ταμαζιτ κεντρικου μαροκο|среднеатласскии тамазигхтскии|центральноатласька тамазігт|תמאזיגת של מרכז מרוקו|الامازيغية وسط الاطلس|मधय एटलस तम ज त|ทามาไซต แอตลาสกลาง|중앙 모로코 타마지트어|中央アトラス タマシクト語|中阿特拉斯塔馬塞特文|塔马齐格特语
udm oedmoerts|oudmourte|tieng udmurt|udmurcki|udmurt|udmurtca|udmurte|udmurtisch|udmurtisk|udmurtiska|udmurtstina|udmurtti|ουντμουρτ|удмуртскии|удмуртська|אודמורט|الادمرت|उदम रत|อดมร ต|우드말트어|ウトムルト語|乌德穆尔特语|烏德穆爾特文
ug oeigoers|ouighour|tieng uyghur|uigur|uigura|uigurisch|uigurisk|uiguriska|uiguro|uiguuri|ujgur|ujgurski|ujgurstina|uyghur|uygurca|uygurisk|ουιγουρικα|уигурскии|уигурська|אויגורית|الاويغورية|उइगर|อยกร|위구르어|ウイクル語|維吾爾文|维吾尔语
uga oegaritisch|ougaritique|tieng ugaritic|ugaristisk|ugarit|ugarit dili|ugariti|ugaritic|ugaritica|ugaritico|ugaritisch|ugaritisk|ugaritiska|ugaritstina|ugarycki|ουγκαριτικα|угаритскии|угаритська|אוגריתית|اليجاريتيك|य ग र ट क|ยการ ต|유가리틱어|ウカリト語|乌加里特语|烏加列文
uk oekraiens|tieng ukraina|ucraineana|ucraines|ucraino|ucraniano|ukraina|ukrainian|ukrainien|ukrainisch|ukrainsk|ukrainska|ukrainski|ukrajinstina|ukran|ukraynaca|ουκρανικα|украинскии|украінська|אוקראינית|الاوكرانية|य कर न य ई|ยเครน|우크라이나어|ウクライナ語|乌克兰语|烏克蘭文
umb mbundu|tieng umbundu|umbundu|ουμπουντου|умбунду|אומבונדו|الامبندو|उमब नड|อมบนด|움분두어|ムフントゥ語|姆本杜文|翁本杜语
ur ourdou|tieng urdu|urdstina|urdu|urduca|ουρντου|урду|אורדו|الاوردية|उरद|อรด|우르두어|ウルトゥー語|乌尔都语|烏都文
uz oezbeeks|ouzbek|ozbekce|tieng uzbek|usbekisch|usbekisk|uzbeca|uzbecki|uzbeco|uzbectina|uzbeg|uzbek|uzbekiska|uzbekki|uzbeko|uzbeque|ουζμπεκικα|узбекскии|узбецька|אוזבקית|الاوزبكية|उजब क|อซเบก|우즈베크어|ウスヘク語|乌兹别克语|烏茲別克文
vai tieng vai|vai|vaj|wai|βαι|ваи|ваі|וואי|الفاي|व ई|ไว|바이어|ウァイ語|瓦伊文|瓦伊语
ve tieng venda|venda|venda dili|βεντα|венда|וונדה|الفيندا|व नद|เวนดา|벤다어|ヘンタ語|文达语|溫達文
vec benatstina|tieng veneto|velencei|veneciano|venedikce|venesia|venet|veneta|venetiaans|venetian|venetiansk|venetianska|venetisch|veneto|venetsia|venitien|wenecki|βενετικα|венецианскии|венеціиська|ונציאנית|البندقية|वन शन|เวเนโต|베네치아어|ウェネト語|威尼斯文|威尼斯语
vep veps|veps dili|vepsa|vepse|vepsisk|vepso|vepstina|wepsisch|wepski|เวปส|ウェフス語|維普森文|维普森语
vi tieng viet|vietnam|vietnamca|vietnamees|vietnamese|vietnamesisch|vietnamesisk|vietnamesiska|vietnameza|vietnami|vietnamien|vietnamita|vietnamstina|wietnamski|βιετναμικα|вʼєтнамська|вьетнамскии|וייטנאמית|الفيتنامية|व यतन म|เว ยดนาม|베트남어|ヘトナム語|越南文|越南语
vls batı flamanca|fiammingo occidentale|flamand occidental|flamenc occidental|lansiflaami|vastflamlandska|vestflamsk|vlamstina zapadni|west flemish|west vlaams|westflamisch|zachodnioflamandzki|เฟลม ชตะว นตก|西フラマン語|西佛蘭德文
vmf franconien du main|main franconian|main frankisk|main frankiska|main frankonya dili|mainfrankisch|maininfrankki|menski frankonski|nemcina mohansko franske dialekty|opperfrankisch|เมน ฟรานโกเน ย|マインフランク語|美茵 法蘭克尼亞文
vmw macua|makhuwa|makhuwstina|makua|makuaca|tieng makhuwa|μακουα|макуа|макува|מאקואה|الماكوا|मख व|มาก ววา|마쿠와어|マクア語|馬庫瓦文|马库阿语
vo tieng volapuk|volapuk|volapuque|volapyk|wolapik|βολαπιουκ|волапюк|וולאפיק|لغة الفولابوك|व ल प क|โวลาพ ค|볼라퓌크어|ウォラヒュク語|沃拉普克文|沃拉普克语
vot tieng votic|vatja|votca|vote|votia|votic|votica|votico|votisch|votisk|votiska|votjak|voto|votstina|wotiacki|wotisch|βοτικ|водскии|водська|ווטיק|الفوتيك|व ट क|โวท ก|보틱어|ウォート語|沃提克文|沃提克语
vro sørestisk|voro|voru|vorustina|โวโร|ウォロ語|佛羅文
vun tieng vunjo|vunjo|βουντζο|вунджо|вуньо|וונג ו|الفونجو|व ज|วนจ|분조어|ウンショ語|温旧语|溫舊文
wa tieng walloon|valao|vallon|vallone|valloni|vallonsk|vallonska|valo|valon|valona|valonca|valonstina|waals|wallon|wallonisch|walloon|walonski|βαλλωνικα|валлонскии|валлонська|ולונית|الولونية|व लल न|วอลลน|왈론어|ワロン語|瓦隆文|瓦隆语
wae nemcina walser|tieng walser|walliserdeutsch|walser|walsertysk|walsertyska|βαλσερ|валлисскии|вальзерська|וואלסר|الوالسر|व लसर|ว ลเซอร|월저어|ウァリス語|瓦尔瑟语|瓦爾瑟文
wal tieng walamo|valamo|walamo|wolaita|wolaitta|wolajtstina|wolayta|wolaytta|γουολαιτα|волаитта|воламо|ווליאטה|الولاياتا|वल म|โวแลตตา|월라이타어|ウォライタ語|瓦拉莫文|瓦拉莫语
war tieng waray|varao|varay|warai|waraj|warajstina|waray|waray waray|γουαραι|вараи|ווראי|الواراي|व र|วาเรย|와라이어|ワライ語|瓦瑞文|瓦瑞语
was tieng washo|vaso|washo|wastina|γουασο|вашо|וואשו|الواشو|व श|วาโช|와쇼어|ワショ語|瓦紹文|瓦绍语
wbp tieng warlpiri|walbiri|warlpiri|γουαρλπιρι|валпірі|вальбири|וורלפירי|وارلبيري|व लप र|วอล เพอร ร|왈피리어|ワルヒリ語|沃皮瑞文|瓦尔皮瑞语
wo tieng wolof|uolofe|volof|volofca|wolof|wolofstina|γουολοφ|волоф|וולוף|الولوفية|व ल फ|โวลอฟ|월로프어|ウォロフ語|沃洛夫文|沃洛夫语
wuu chineza wu|chino wu|cinstina dialekty wu|tieng ngo|wu|wu chinese|wu cincesi|wu kiina|wu kinai|wu kinesisk|wu tionghoa|wuyu|xines wu|κινεζικα γου|китаиська уська|у|סינית וו|الوو الصينية|व च न|จ นอ|우어|吳語|吴语|呉語
xal calmuc|calmuca|kalmouk|kalmuckisch|kalmuckiska|kalmuk|kalmukki|kalmukkisk|kalmuks|kalmyctina|kalmyk|kalmıkca|kałmucki|tieng kalmyk|καλμικ|калмицька|калмыцкии|קלמיקית|الكالميك|क लम क|ค ลม ยค|칼미크어|カルムイク語|卡尔梅克语|卡爾梅克文
xh khosa|tieng xhosa|xhosa|xhostina|xhosza|xosa|zosa dili|κοσα|коса|кхоса|קוסה|الخوسا|ख स|คะห โอซา|코사어|コサ語|科萨语|科薩文
xmf megrelce|megrelski|mengrelio|mingreels|mingreli|mingrelia|mingrelian|mingrelianska|mingrelien|mingrelisch|mingrelsk|mingrelstina|เมเกรเล ย|メクレル語|明格列爾文
xnr kandri|kangri|kangrice|tieng kangri|κανγκρι|кангри|кангрі|קאנגרי|كانغري|क गड|ก งกร|캉리어|カーンクリー語|康格里|康格里语
xog lusoga|soga|sogstina|szoga|tieng soga|σογκα|сога|סוגה|السوغا|स ग|โซกา|소가어|ソカ語|索加文|索加语
yao jao|jaostina|kiyao|tieng yao|yao|yao bantu|γιαο|яо|יאו|الياو|य ओ|เยา|야오족어|ヤオ語|尧语|瑤文
yap japetiska|japi|japski|japstina|tieng yap|yapca|yapea|yapees|yapes|yapese|yapesisch|yapesisk|yapeza|yapois|γιαπιζ|яп|יאפזית|اليابيز|य प स|ย ป|얍페세어|ヤッフ語|雅浦文|雅浦语
yav jangben|jangbenstina|tieng yangben|yangben|γιανγκμπεν|янгбен|יאנגבן|يانجبن|य गब न|แยงเบน|양본어|ヤンヘン語|洋卞文|洋卞语
ybb bamileke jemba|jemba|tieng yemba|yemba|γιεμπα|иемба|ємба|ימבה|يمبا|य ब|เยมบา|옘바어|イエンハ語|耶姆巴文|耶姆巴语
yi idis|idix|iidiche|jiddis|jiddisch|jiddisk|jidis|jidysz|tieng yiddish|yiddish|yidis|γιντισ|идиш|ідиш|יידיש|اليديشية|यह द|ย ดด ช|이디시어|イティッシュ語|意第緒文|意第绪语
yo ioruba|joruba|jorubstina|tieng yoruba|yoruba|yorubaca|γιορουμπα|иоруба|יורובה|اليوروبا|य र ब|โยรบา|요루바어|ヨルハ語|約魯巴文|约鲁巴语
yrl neengatu|nheengatou|nheengatu|tieng nheengatu|νινγκατου|ньенгату|ньєнґату|נינגטו|النيينجاتو|न इ ग त|เหงงกาต|넨가투어|ニェエンカトゥ語|奈恩加圖文|恩加图语
yue cantonais|cantones|cantonese|cantoneza|kanton|kantonca|kantonees|kantonesisch|kantonesisk|kantonesiska|kantoni|kantoninkiina|kantonski|kantonstina|tieng quang đong|καντονεζικα|кантонскии|кантонська|קנטונזית|الكنتونية|क ट न ज|กวางตง|광둥어|広東語|粤语|粵語
za cuangstina|czuang|tieng choang|zhuang|zhuangca|zsuang|ζουανγκ|чжуан|чжуань|זואנג|الزهيونج|ज आ ग|จวง|주앙어|チワン語|壮语|壯文
zap tieng zapotec|zapotec|zapoteca|zapotecki|zapoteco|zapotectina|zapoteekki|zapotek|zapotek dili|zapotekisch|zapotekisk|zapoteque|ζαποτεκ|сапотекскии|сапотекська|זאפוטק|الزابوتيك|ज प ट क|ซาโปเตก|사포테크어|サホテカ語|萨波蒂克语|薩波特克文
zbl blis sembolleri|bliss|bliss jelkeprendszer|bliss symbole|bliss system|blisskieli|blissymbol|blissymbolen|blissymboler|blissymbols|ky hieu blissymbols|simbolos blis|simbolos bliss|simbols bliss|simboluri bilss|symboles bliss|συμβολα bliss|блиссимволика|блісса мова|בליסימבולס|رموز المعايير الاساسية|बल स मब लस|บล สซ มโบลส|블리스 심볼|フリスシンホル|布列斯符號|布里斯符号
zea seelandisch|seelanti|zeelandic|zeelandska|zeeuws|zelandaca|zelandais|zelandes|zelandese|zelandstina|zelandzki|เซแลนด|セーラント語|西蘭文
zen tieng zenaga|zenaga|zenaga dili|ζεναγκα|зенага|зенагскии|זנאגה|الزيناجا|ज न नग|เซนากา|제나가어|セナカ語|泽纳加语|澤納加文
zgh amazic estandard marroqui|amazighe standard marocain|marockansk standard tamazight|marokkoi tamazight|standaard marokkaanse tamazight|standard marrokansk tamazight|standard moroccan tamazight|standardowy marokanski tamazight|standart fas tamazigti|tamazight|tamazight del marocco standard|tamazight estandar marroqui|tamazight maroko standar|tamazight standard marocana|tamazight standardni marocky|tamazirte marroqino padrao|tieng tamazight chuan cua ma roc|vakioitu tamazight|τυπικα ταμαζιτ μαροκου|стандартна марокканська берберська|тамазигхтскии|תמזיע ת מרוקאית תקנית|التمازيغية المغربية القياسية|म नक म रककन त म ज इट|ทามาไซต โมร อกโกมาตรฐาน|표준 모로코 타마지트어|标准摩洛哥塔马塞特语|標準モロッコ タマシクト語|標準摩洛哥塔馬塞特文
zh chinees|chines|chinese|chinesisch|chineza|chino|chinois|chinski|cince|cinese|cinstina|kiina|kinai|kinesisk|kinesiska|tieng trung|tionghoa|xines|κινεζικα|китаискии|китаиська|סינית|الصينية|च न|จ น|중국어|中国語|中文
zu tieng zulu|zoeloe|zoulou|zulu|zuluca|zulustina|ζουλου|зулу|зулуська|זולו|الزولو|ज ल|ซล|줄루어|スールー語|祖魯文|祖鲁语
zun tieng zuni|zunhi|zuni|zunice|zunijstina|ζουνι|зуньи|зуньі|זוני|الزونية|ज न|ซน|주니어|スニ語|祖尼文|祖尼语
zza tieng zaza|zaza|zazaca|zazaisk|zazaiska|zazaki|ζαζα|заза|зазакі|זאזא|زازا|ज ज|ซาซา|자자어|ササ語|扎扎文|扎扎语
"""

CODES = """
aa aa|aar
ab ab|abk
ace ace
ach ach
ada ada
ady ady
ae ae|ave
aeb aeb|ajt
af af|afr
afh afh
agq agq
ain ain
ak ak|aka|fat|tw|twi
akk akk
akz akz
ale ale
aln aln
alt alt
am am|amh
an an|arg
ang ang
ann ann
anp anp
ar ar|ara|arb
arc arc
arn arn
aro aro
arp arp
arq arq
ars ars
arw arw
ary ary
arz arz
as as|asm
asa asa
ase ase
ast ast
atj atj
av av|ava
avk avk
awa awa
ay ay|aym|ayr
az az|aze|azj
ba ba|bak
bal bal|bcc
ban ban
bar bar
bas bas
bax bax
bbc bbc
bbj bbj
be be|bel
bej bej
bem bem
bew bew
bez bez
bfd bfd
bfq bfq
bg bg|bul
bgc bgc
bgn bgn
bho bh|bho|bih
bi bi|bis
bik bcl|bik
bin bin
bjn bjn
bkm bkm
bla bla
blo blo
blt blt
bm bam|bm
bn ben|bn
bo bo|bod|tib
bpy bpy
bqi bqi
br br|bre
bra bra
brh brh
brx brx
bs bos|bs
bss bss
bua bua|bxr
bug bug
bum bum
byn byn
byv byv
ca ca|cat
cad cad
car car
cay cay
cch cch
ccp ccp
ce ce|che
ceb ceb
cgg cgg
ch ch|cha
chb chb
chg chg
chk chk
chm chm|mhr
chn chn
cho cho
chp chp
chr chr
chy chy
cic cic
ckb ckb
clc clc
co co|cos
cop cop
cps cps
cr cr|cre|cwd
crg crg
crh crh
crj crj
crk crk
crl crl
crm crm
crr crr|pmk
crs crs
cs ces|cs|cze
csb csb
csw csw
cu chu|cu
cv chv|cv
cy cy|cym|wel
da da|dan
dak dak
dar dar
dav dav
de de|deu|ger
del del|umu
den den|xsl
dgr dgr
din dik|din
dje dje
doi dgo|doi
dsb dsb
dtp dtp|ktr|kzj|kzt|tdu
dua dua
dum dum
dv div|dv
dyo dyo
dyu dyu
dz adp|dz|dzo
dzg dzg
ebu ebu
ee ee|ewe
efi efi
egl egl
egy egy
eka eka
el el|ell|gre
elx elx
en en|eng
enm enm
eo eo|epo
es es|spa
esu esu
et ekk|est|et
eu baq|eu|eus
ewo ewo
ext ext
fa drw|fa|fas|per|pes|prs|tnf
fan fan
ff ff|fuc|ful
fi fi|fin
fil fil|tgl|tl
fit fit
fj fij|fj
fo fao|fo
fon fon
fr fr|fra|fre
frc frc
frm frm
fro fro
frp frp
frr frr
frs frs
fur fur
fy fry|fy
ga ga|gle
gaa gaa
gag gag
gan gan
gay gay
gba gba|gya
gbz gbz
gd gd|gla
gez gez
gil gil
gl gl|glg
glk glk
gmh gmh
gn gn|grn|gug
goh goh
gon gno|gon
gor gor
got got
grb gbo|grb
grc grc
gsw gsw
gu gu|guj|prp
guc guc
gur gur
guz guz
gv glv|gv
gwi gwi
ha ha|hau
hai hai|hdn
hak hak
haw haw
hax hax
he he|heb|iw
hi hi|hin
hif hif
hil hil
hit hit
hmn hea|hmn
hnj hnj
ho hmo|ho
hr hr|hrv|scr
hsb hsb
hsn hsn
ht hat|ht
hu hu|hun
hup hup
hur hur
hy arm|hy|hye
hz her|hz
ia ia|ina
iba blg|iba|snb
ibb ibb
id id|in|ind
ie ie|ile
ig ibo|ig
ii ii|iii
ik esk|ik|ipk
ikt ikt
ilo ilo
inh inh
io ido|io
is ice|is|isl
it it|ita
iu ike|iku|iu
izh izh
ja ja|jpn
jam jam
jbo jbo
jgo jgo
jmc jmc
jpr jpr
jrb aju|jrb
jut jut
jv jav|jv|jw
ka geo|ka|kat
kaa kaa
kab kab
kac kac
kaj kaj
kam kam
kaw kaw
kbd kbd
kbl kbl
kcg kcg
kde kde
kea kea
ken ken
kfo kfo
kg kg|kng|kon
kgp kgp
kha kha
kho kho
khq khq
khw khw
ki ki|kik
kiu kiu
kj kj|kua
kk kaz|kk
kkj kkj
kl kal|kl
kln kln|spy
km khm|km
kmb kmb|smd
kn kan|kn
ko ko|kor
koi koi
kok gom|kok
kos kos
kpe kpe|xpe
kr kau|knc|kr
krc krc
kri kri
krj krj
krl krl
kru kru|kxl
ks kas|ks
ksb ksb
ksf ksf
ksh ksh
ku kmr|ku|kur
kum kum
kut kut
kv kom|kpv|kv
kw cor|kw
kwk kwk
kxv kxv
ky kir|ky
la la|lat
lad lad
lag lag
lah lah|pnb
lam lam
lb lb|ltz
lez lez
lfn lfn
lg lg|lug
li li|lim
lij lij
lil lil
liv liv
lkt lkt
lmo lmo
ln lin|ln
lo lao|lo
lol lol
lou lou
loz loz
lrc lrc
lsm lsm
lt lit|lt
ltg ltg
lu lu|lub
lua lua
lui lui
lun lun
luo luo
lus lus
luy bxk|luy
lv lav|lv|lvs
lzh lzh
lzz lzz
mad mad
maf maf
mag mag
mai mai
mak mak
man emk|man|mnk
mas mas
mde mde
mdf mdf
mdr mdr
men men
mer mer
mfe mfe
mg mg|mlg|plt
mga mga
mgh mgh
mgo mgo
mh mah|mh
mi mao|mi|mri
mic mic
min min
mk mac|mk|mkd
ml mal|ml
mn drh|khk|mn|mon
mnc mnc
mni mni
moe moe
moh moh
mos mos
mr mar|mr
mrj mrj
ms may|ms|msa|zsm
mt mlt|mt
mua mua
mus mus
mwl mwl
mwr dhd|mwr
mwv mwv
my bur|my|mya
mye mye
myv myv
mzn mzn
na na|nau
nan nan
nap nap
naq naq
nb nb|nob
nd nd|nde
nds nds
ne ne|nep|npi
new new
ng ndo|ng
nia nia
niu niu
njo njo
nl dut|nl|nld
nmg nmg
nn nn|nno
nnh nnh
no no|nor
nog nog
non non
nov nov
nqo nqo
nr nbl|nr
nso nso
nus nus
nv nav|nv
nwc nwc
ny ny|nya
nym nym
nyn nyn
nyo nyo
nzi nzi
oc oc|oci
oj oj|ojg|oji
ojb ojb
ojc ojc
ojs ojs
ojw ojw
oka oka
om gaz|om|orm
or or|ori|ory
os os|oss
osa osa
ota ota
pa pa|pan
pag pag
pal pal
pam pam
pap pap
pau pau
pcd pcd
pcm pcm
pdc pdc
pdt pdt
peo peo
pfl pfl
phn phn
pi pi|pli
pis pis
pl pl|pol
pms pms
pnt pnt
pon pon
pqm pqm
prg prg
pro pro
ps pbu|ps|pus
pt por|pt
qu qu|que|quz
quc quc
qug qug
raj mup|raj
rap rap
rar rar
rgn rgn
rhg rhg
rif rif
rm rm|roh
rn rn|run
ro mo|mol|ro|ron|rum
rof rof
rom rmy|rom
rtm rtm
ru ru|rus
rue rue
rug rug
rup rup
rw kin|rw
rwk rwk
sa cls|sa|san
sad sad
sah sah
sam sam
saq saq
sas sas
sat sat
saz saz
sba sba
sbp sbp
sc sc|src|srd
scn scn
sco sco
sd sd|snd
sdc sdc
sdh sdh
se se|sme
see see
seh seh
sei sei
sel sel
ses ses
sg sag|sg
sga sga
sgs sgs
shi shi
shn shn
shu shu
si si|sin
sid sid
sk sk|slk|slo
sl sl|slv
slh slh
sli sli
sly sly
sm sm|smo
sma sma
smj smj
smn smn
sms sms
sn sn|sna
snk snk
so so|som
sog sog
sq alb|als|sq|sqi
sr cnr|hbs|scc|sh|sr|srp
srn srn
srr srr
ss ss|ssw
ssy ssy
st sot|st
stq stq
str str
su su|sun
suk suk
sus sus
sux sux
sv sv|swe
sw sw|swa|swc|swh
swb swb
syc syc
syr cld|syr
szl szl
ta ta|tam
tce tce
tcy tcy
te te|tel
tem tem
teo teo
ter ter
tet tet
tg tg|tgk
tgx tgx
th th|tha
tht tht
ti ti|tir
tig tig
tiv tiv
tk tk|tuk
tkl tkl
tkr tkr
tlh tlh
tli tli
tly tly
tmh tmh|ttq
tn tn|tsn
to to|ton
tog tog
tok tok
tpi tpi
tr tr|tur
tru tru
trv trv
trw trw
ts ts|tso
tsd tsd
tsi tsi
tt tat|tt
ttm ttm
ttt ttt
tum tum
tvl tvl
twq twq
ty tah|ty
tyv tyv
tzm tzm
udm udm
ug ug|uig
uga uga
uk uk|ukr
umb umb
ur ur|urd
uz uz|uzb|uzn
vai vai
ve ve|ven
vec vec
vep vep
vi vi|vie
vls vls
vmf vmf
vmw vmw
vo vo|vol
vot vot
vro vro
vun vun
wa wa|wln
wae wae
wal wal
war war
was was
wbp wbp
wo wo|wol
wuu wuu
xal xal
xh xh|xho
xmf xmf
xnr xnr
xog xog
yao yao
yap yap
yav yav
ybb ybb
yi ji|ydd|yi|yid
yo yo|yor
yrl yrl
yue yue
za za|zha|zyb
zap zai|zap
zbl zbl
zea zea
zen zen
zgh zgh
zh chi|cmn|zh|zho
zu zu|zul
zun zun
zza diq|zza
"""
