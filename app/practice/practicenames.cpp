#include "practicenames.h"

#include <array>

namespace Keyturn {

namespace {

constexpr auto firstNames = std::to_array<PracticeName>({
    {u"Anna", "anna"},
    {u"Ben", "ben"},
    {u"Chloé", "chloe"},
    {u"Dmitri", "dmitri"},
    {u"Elif", "elif"},
    {u"Fatima", "fatima"},
    {u"Giulia", "giulia"},
    {u"Håkon", "hakon"},
    {u"Inés", "ines"},
    {u"João", "joao"},
    {u"Katarzyna", "katarzyna"},
    {u"Łukasz", "lukasz"},
    {u"María José", "mariajose"},
    {u"Nikola", "nikola"},
    {u"Oluwaseun", "oluwaseun"},
    {u"Priya", "priya"},
    {u"Quentin", "quentin"},
    {u"Renée", "renee"},
    {u"Søren", "soren"},
    {u"Thandiwe", "thandiwe"},
    {u"Ulrike", "ulrike"},
    {u"Václav", "vaclav"},
    {u"Wiremu", "wiremu"},
    {u"Xavier", "xavier"},
    {u"Yasmin", "yasmin"},
    {u"Zoë", "zoe"},
    {u"Jürgen", "jurgen"},
    {u"Björn", "bjorn"},
    {u"Siân", "sian"},
    {u"Caoimhe", "caoimhe"},
    {u"Márton", "marton"},
    {u"Nguyệt", "nguyet"},
    {u"Þóra", "thora"},
    {u"Ayşe", "ayse"},
    {u"Đorđe", "dorde"},
    {u"Çağla", "cagla"},
    {u"Ana-Lucía", "ana-lucia"},
    {u"Jean-Baptiste", "jean-baptiste"},
    {u"Grace", "grace"},
    {u"Liam", "liam"},
    {u"Noah", "noah"},
    {u"Olivia", "olivia"},
    {u"Emma", "emma"},
    {u"Sofia", "sofia"},
    {u"Mateo", "mateo"},
    {u"Mei", "mei"},
    {u"Hiroshi", "hiroshi"},
    {u"Arjun", "arjun"},
    {u"Aaliyah", "aaliyah"},
    {u"Ahmed", "ahmed"},
    {u"Chinedu", "chinedu"},
    {u"Ingrid", "ingrid"},
    {u"Lars", "lars"},
    {u"Pedro", "pedro"},
    {u"Sinéad", "sinead"},
    {u"Tomáš", "tomas"},
    {u"Jo", "jo"},
    {u"Al", "al"},
    {u"Kim", "kim"},
    {u"Robin", "robin"},
});

constexpr auto lastNames = std::to_array<PracticeName>({
    {u"Müller", "muller"},
    {u"Smith", "smith"},
    {u"O'Brien", "obrien"},
    {u"García Márquez", "garciamarquez"},
    {u"Nakamura", "nakamura"},
    {u"Kowalczyk", "kowalczyk"},
    {u"Øvergård", "overgard"},
    {u"Åkesson", "akesson"},
    {u"D'Angelo", "dangelo"},
    {u"van der Berg", "vanderberg"},
    {u"de la Cruz", "delacruz"},
    {u"Ó Súilleabháin", "osuilleabhain"},
    {u"Nguyễn", "nguyen"},
    {u"Çelik", "celik"},
    {u"Šimůnek", "simunek"},
    {u"Jørgensen", "jorgensen"},
    {u"Guðmundsdóttir", "gudmundsdottir"},
    {u"Dvořák", "dvorak"},
    {u"Lefèvre", "lefevre"},
    {u"Bräuer", "brauer"},
    {u"Weiß", "weiss"},
    {u"Íñiguez", "iniguez"},
    {u"Papadopoulos", "papadopoulos"},
    {u"Ivanova", "ivanova"},
    {u"Singh", "singh"},
    {u"Patel", "patel"},
    {u"Chen", "chen"},
    {u"Kim", "kim"},
    {u"Okafor", "okafor"},
    {u"Mbeki", "mbeki"},
    {u"Haddad", "haddad"},
    {u"Cohen", "cohen"},
    {u"Rossi", "rossi"},
    {u"Silva", "silva"},
    {u"Santos", "santos"},
    {u"Johnson", "johnson"},
    {u"Brown", "brown"},
    {u"Jones", "jones"},
    {u"Williams", "williams"},
    {u"Davies", "davies"},
    {u"Lindqvist", "lindqvist"},
    {u"Virtanen", "virtanen"},
    {u"Tamm", "tamm"},
    {u"Bērziņš", "berzins"},
    {u"Kazlauskas", "kazlauskas"},
    {u"Nagy", "nagy"},
    {u"Popescu", "popescu"},
    {u"Dimitrov", "dimitrov"},
    {u"Horvat", "horvat"},
    {u"Petrović", "petrovic"},
    {u"Shevchenko", "shevchenko"},
    {u"Yılmaz", "yilmaz"},
    {u"Tanaka", "tanaka"},
    {u"Suzuki", "suzuki"},
    {u"Park", "park"},
    {u"Tran", "tran"},
    {u"Santoso", "santoso"},
    {u"Reyes", "reyes"},
    {u"Fernández", "fernandez"},
    {u"Gonçalves", "goncalves"},
    {u"Dubois", "dubois"},
    {u"Schneider", "schneider"},
    {u"Fischer", "fischer"},
    {u"Bauer", "bauer"},
    {u"Huber", "huber"},
    {u"Meier", "meier"},
    {u"St. John", "stjohn"},
    {u"Smith-Jones", "smith-jones"},
    {u"MacLeod", "macleod"},
    {u"N'Diaye", "ndiaye"},
    {u"Ōtani", "otani"},
    {u"Vũ", "vu"},
    {u"Li", "li"},
    {u"Ng", "ng"},
    {u"Xu", "xu"},
});

// Right-to-left letters, marks and pictures are written as escapes: editors would reorder or hide them.
constexpr auto fullNames = std::to_array<PracticeFullName>({
    {u"秀英", u"王", "xiuying.wang"},
    {u"太郎", u"山田", "taro.yamada"},
    {u"지우", u"김", "jiwoo.kim"},
    {u"Светлана", u"Кузнецова", "svetlana.kuznetsova"},
    {u"Ольга", u"Ковальчук", "olha.kovalchuk"},
    {u"Γεώργιος", u"Παπαδόπουλος", "georgios.papadopoulos"},
    {u"\u0645\u062d\u0645\u062f", u"\u0627\u0644\u0623\u062d\u0645\u062f", "mohammed.alahmad"},
    {u"\u0641\u0627\u0637\u0645\u0629", u"\u0628\u0646 \u0639\u0644\u064a", "fatima.benali"},
    {u"\u05e0\u05d5\u05e2\u05d4", u"\u05dc\u05d5\u05d9", "noa.levi"},
    {u"\u05d3\u05d5\u05d3", u"\u05d1\u05df\u05be\u05e9\u05de\u05e2\u05d5\u05df", "david.benshimon"},
    {u"\u067e\u0631\u06cc\u0633\u0627", u"\u0631\u0636\u0627\u06cc\u06cc", "parisa.rezaei"},
    {u"प\u094dरिया", u"शर\u094dमा", "priya.sharma"},
    {u"สมชาย", u"ใจดี", "somchai.jaidee"},
    {u"அருண\u0bcd", u"முருகன\u0bcd", "arun.murugan"},
    {u"Նարեկ", u"Հակոբյան", "narek.hakobyan"},
    {u"თამარ", u"ბერიძე", "tamar.beridze"},
    {u"Maria Antonia Josefa Wilhelmine Theodora", u"von und zu Hohenstein-Liebenthal auf der Wiese",
     "mariaantonia.hohenstein-liebenthal"},
    {u"Venkatanarasimharajuvaripeta", u"Subrahmanyeswara Satyanarayana Murthy",
     "venkatanarasimharajuvaripeta.subrahmanyeswara"},
    {u"Keihanaikukauakahihuliheekahaunaele", u"Keihanaikukauakahi", "keihanaikukauakahihuliheekahaunaele"},
    {u"\u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646",
     u"\u0628\u0646 \u0645\u062d\u0645\u062f \u0628\u0646 \u0639\u0628\u062f "
     u"\u0627\u0644\u0639\u0632\u064a\u0632 \u0622\u0644 \u0633\u0639\u0648\u062f "
     u"\u0627\u0644\u0643\u0628\u064a\u0631",
     "abdulrahman.alkabir"},
    {u"O", u"E", "o.e"},
    {u"Madonna", u"", "madonna"},
    {u"Zo\u0308e\u0301", u"Nu\u0308n\u0303ez", "zoe.nunez"},
    {u"\U0001f469\u200d\U0001f4bb Sam", u"Tech \U0001f1f3\U0001f1f1", "sam.tech"},
});

constexpr auto departments = std::to_array<QStringView>({
    u"Accounting",
    u"Administration",
    u"Customer Care",
    u"Engineering",
    u"Facilities",
    u"Finance",
    u"Forschung & Entwicklung",
    u"Human Resources",
    u"IT Service Desk",
    u"Kundendienst",
    u"Legal",
    u"Marketing",
    u"Médias & Communication",
    u"Operations",
    u"Purchasing",
    u"Research",
    u"Sales",
    u"Sales, EMEA \"North\"",
    u"営業部",
    u"",
});

} // namespace

std::span<const PracticeName> practiceFirstNames()
{
    return firstNames;
}

std::span<const PracticeName> practiceLastNames()
{
    return lastNames;
}

std::span<const PracticeFullName> practiceFullNames()
{
    return fullNames;
}

std::span<const QStringView> practiceDepartments()
{
    return departments;
}

} // namespace Keyturn
