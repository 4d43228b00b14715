import { CERTAIN, type HitClass, type HitReason, LIKELY, PROBABLE } from './verdict';

/**
 * User agents by what is known of them; the first line that fits counts. Public lists were read for the names: monperrus'
 * crawler-user-agents, Matomo's device detector, ua-parser-js, and what senders of mail have published of their own logs. Where no
 * name is known the shape speaks: what calls itself a bot, a scanner or a checker, what gives an address to complain to.
 */
type Row = readonly [pattern: RegExp, verdict: HitClass, confidence: number, reason: HitReason];

/** They fetch when the mail is opened, for whoever opens it. */
const PROXIES: readonly Row[] = [
  // Until 2014 without its name: "(via ggpht.com)". Google fetches at the first view, then from its cache.
  [/\bggpht\.com\b|GoogleImageProxy/i, 'proxy', CERTAIN, 'gmail-proxy'],
  // https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html, AOL too.
  [/YahooMailProxy/i, 'proxy', CERTAIN, 'yahoo-proxy'],
  // https://www.hey.com/image-proxy
  [/\bhey\.com\b/i, 'proxy', CERTAIN, 'hey-proxy'],
  // https://fastmail.com/policies/bots
  [/\bFastmailUA\b/i, 'proxy', CERTAIN, 'fastmail-proxy'],
  [/proton[\s._-]?(?:mail)?[^;)]*proxy/i, 'proxy', LIKELY, 'proton-proxy'],
  // Whoever else calls itself the proxy of a mail's images: DuckDuckGo, Superhuman, Zoho, mail.ru, camo.
  [
    /(?:image|(?<!slack-)img|mail|content|media)[\s._-]?prox(?:y|ies)|prox(?:y|ied)[\s._-]?(?:image|img|mail)|\bcamo\b|atmos\/camo/i,
    'proxy',
    LIKELY,
    'mail-proxy',
  ],
];

/** They fetch at delivery, or whenever it suits them. */
const PREFETCHERS: readonly Row[] = [
  // Apple's Mail Privacy Protection says nothing but this [https://documentation.mailgun.com, "bot: apple"].
  [/^Mozilla\/5\.0$/, 'prefetch', CERTAIN, 'apple-privacy'],
  // Gmail, for a session that is open at delivery [https://www.sparkpost.com/blog/gmail-prefetching-images/].
  [/Chrome\/42\.0\.\d+\.\d+ Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0/, 'prefetch', CERTAIN, 'gmail-prefetch'],
  // The same without its odd tail was a browser of 2015.
  [/Edge\/12\.246/, 'prefetch', LIKELY, 'gmail-prefetch'],
  [/prefetch/i, 'prefetch', LIKELY, 'browser-prefetch'],
  // Apple's daemon that keeps accounts in step, and phones that speak ActiveSync.
  [/\bdataaccessd\b|^Apple-i(?:Phone|Pad)\d|-Android-EAS\//, 'prefetch', LIKELY, 'mail-sync'],
];

/** Somebody passed the link on, and a chat or a network drew its card. */
const PREVIEWS: readonly Row[] = [
  // Signal goes as WhatsApp, iMessage as Facebook and Twitter at once, LINE as Facebook.
  [
    /Slack(?:bot|-ImgProxy)|^WhatsApp\/|TelegramBot|SkypeUriPreview|skype-url-preview|MicrosoftPreview|Teams[\s-]?(?:link|url)|Discordbot|Viber|kakaotalk-scrap|line-poker|Mattermost-Bot|Rocket\.Chat|Synapse \(bot|Zulip|KeybaseBot|GroupMeBot|ZaloBot|Google-?Messages|WeChat[\s-]?bot|Wire LinkPreview|\bSignal[\s-]?(?:bot|preview)/i,
    'preview',
    CERTAIN,
    'chat-preview',
  ],
  [
    /facebookexternalhit|Facebot|facebookcatalog|meta-external(?:agent|fetcher)|Twitterbot|TweetmemeBot|LinkedInBot|Pinterest(?:bot|\/0|\.com\/bot)|redditbot|^tumblr\/|vkShare|OdklBot|XING-contenttabreceiver|Mastodon\/[\d.]+;|Lemmy|Cardyb|SummalyBot|Friendica|Snap URL Preview/i,
    'preview',
    CERTAIN,
    'social-preview',
  ],
  [
    /BingPreview|Google Web Preview|Yahoo Link Preview|quora link preview|Bitrix link preview|Embedly|Iframely|MetaInspector|opengraph|bitlybot|Microlink|BufferLinkPreviewBot|LinkPresentation|NetworkingExtension|developers\.google\.com\/\+\/web\/snippet|(?:link|url|uri|site|web|page)[\s._-]?(?:preview|unfurl|expand|lookup)|\bunfurl|\bpreview(?:er|bot)\b/i,
    'preview',
    LIKELY,
    'link-preview',
  ],
];

/** Slow hands, not machines, though they name the library that they are made with. */
const TEXT_BROWSERS: readonly Row[] = [[/^(?:Lynx|Links|ELinks|w3m|Dillo|NetSurf)\b/i, 'person', PROBABLE, 'browser']];

const SCANNERS: readonly Row[] = [
  [
    /proofpoint|urldefense|mimecast|barracuda|cudasvc|iron[\s-]?port|cisco[\s_-]?(?:secure|talos|umbrella|esa)|\btalos\b|trend[\s_-]?micro|\bTMES\b|\bTMASE?\b|symantec|messagelabs|broadcom|fireeye|mandiant|trellix|forcepoint|websense|sophos|mcafee|skyhigh|forti(?:net|mail|guard|sandbox|os)|zscaler|palo[\s_-]?alto|wildfire|check[\s_-]?point|avanan|kaspersky|bitdefender|\beset\b|f-secure|withsecure|vade[\s_-]?(?:secure|retro)?\b|hornet[\s_-]?security|retarus|libraesva|spamtitan|mailguard|mailmarshal|trustwave|tessian|abnormal[\s_-]?security|ironscales|cloudmark|clearswift|cofense|phishme|knowbe4|\bagari\b|greathorn|\binky\b|netskope|menlo[\s_-]?security|crowdstrike|webroot|zvelo|cyren|zix(?:corp|mail)|sonicwall|watchguard|securence|spamhaus|spamassassin|rspamd|clamav|amavis|dr\.?web|comodo(?!_?(?:dragon|ice))|\bg[\s_-]data\b|nospamproxy|safe[\s_-]?links?|\bATP\b|defender|smart[\s_-]?screen|URLAnalyzer|google-safety|safe[\s_-]?browsing|virustotal|urlscan|urlquery|phishtank|netcraft|joe[\s_-]?sandbox|hybrid[\s_-]?analysis|any\.run|cuckoo/i,
    'scanner',
    CERTAIN,
    'security-gateway',
  ],
  [
    /anti[\s_-]?(?:virus|spam|phish|malware)|phish|malware|threat|sandbox|detonat|(?:url|link|mail|e-?mail|message|content)[\s._-]?(?:scan|check|analy[sz]|defen[sc]e|protect|filter|verif|inspect|valid|safety|reputation)|(?:scan|check|secur|protect)[a-z]*[\s._-]?(?:gateway|url|link|mail|engine|agent|service)|\bSEG\b/i,
    'scanner',
    LIKELY,
    'security-gateway',
  ],
  // Office asks before it opens a link [Microsoft KB838028].
  [/Microsoft Office (?:Existence|Protocol) Discovery|Microsoft-WebDAV|DavClnt|Microsoft-CryptoAPI/i, 'scanner', LIKELY, 'link-check'],
  [
    /Headless|PhantomJS|SlimerJS|Puppeteer|Playwright|Selenium|WebDriver|Cypress|jsdom|happy-?dom|CasperJS|Nightmare|Splash|Browserless|Prerender|Rendertron|HtmlUnit|zombie\.js/i,
    'scanner',
    CERTAIN,
    'headless-browser',
  ],
  [
    /Pingdom|Uptime|StatusCake|Site24x7|Datadog|NewRelic|GTmetrix|Lighthouse|Page\s?Speed|\bPTST\b|Checkly|Catchpoint|Dynatrace|RuxitSynthetic|Zabbix|Nagios|check_http|monitor|health[\s-]?check|synthetic/i,
    'scanner',
    CERTAIN,
    'monitor',
  ],
  // Cubot makes telephones.
  [
    /(?<!\bcu)bot(?![a-z])|crawl|spider|slurp|scrap[ey]|archiver|indexer|harvest|fetcher|feed(?:burner|ly|bin)|inspect(?:ion|or)|validator|checker|externalhit|Mediapartners|AdsBot|APIs-Google|GoogleOther|Google-(?:Extended|Read-Aloud|Site-Verification|Favicon)|GPTBot|ChatGPT-User|OAI-SearchBot|Claude-(?:User|Web)|anthropic-ai|Perplexity-User|Qwantify|ia_archiver|Nmap|masscan|zgrab|CensysInspect|Nessus|nikto|sqlmap|Expanse|scan(?:ner|ning|s)?\b|[a-z]scan\b|Cloudflare-|CloudFront|HubSpot|BuiltWith|Wappalyzer|Google-Agent|GoogleAgent|Manus-User|cohere-ai/i,
    'scanner',
    LIKELY,
    'crawler',
  ],
  [
    /^(?:lib)?curl\b|PHP-Curl|Wget|python|aiohttp|\bhttpx\b|urllib|Go-http-client|fasthttp|\bJava\/|Apache-Http|HttpClient|HttpUrlConnection|okhttp|\bAHC\b|async-http|Jetty|Netty\b|vert\.?x|libwww|\bLWP\b|\bRuby\b|Faraday|Typhoeus|HTTParty|\bexcon\b|Guzzle|\bPHP\b|axios|node-fetch|\bundici\b|\bnode(?:\.js)?\b|\bDeno\b|\bBun\/|superagent|\bgot[\s/(]|reqwest|\bhyper\/|\bDart\/|mechanize|Postman|insomnia|HTTPie|PowerShell|WinHttp|WinInet|Microsoft BITS|Indy Library|Synapse|lua-resty|aria2|JMeter|\bk6\/|RestSharp|\.NET(?! CLR|[\d])|libfetch|Lavf|wininet|AppEngine|Zapier|aws-sdk|Sidekiq|\bcolly\b|\bresty\b|finatra|Perl|MS Web Services Client/i,
    'scanner',
    LIKELY,
    'http-library',
  ],
  // The manners of machines: an address to complain to, "compatible" with nothing that ever was a browser, what they are for.
  [
    /\+?https?:\/\/|\b[\w.+-]+(?:@|\[at\]|\(at\))[\w-]+\.[a-z]{2,}|\b[a-z][\w-]+\.(?:com|org|net|io|eu|ai)(?=[/);\s]|$)|\bcompatible;(?!\s?(?:MSIE|Konqueror|ms-office|Windows|Lotus|Eudora))/i,
    'scanner',
    PROBABLE,
    'crawler',
  ],
  [
    /(?<!user-)\bagent\b|daemon|webhook|\baudit|favicon|screenshot|snapshot|thumbnail|generator|exporter|callout|retriev|capture|optimi[sz]er|watcher|archiv|\bprobe|collector|grabber|download|sitemap|\bSEO\b|\bAPI\b|[\s._-]service\b/i,
    'scanner',
    PROBABLE,
    'crawler',
  ],
];

const PEOPLE: readonly Row[] = [
  [
    /Outlook|ms-office|MSOffice|Microsoft Office\/|Thunderbird|Postbox|Betterbird|SeaMonkey|Airmail|Apple Mail|^Mail\/|MobileMail|SamsungEmail|Samsung Mail|Android-Mail|EMailClient|eM ?Client|Evolution|K-9|KMail|Kontact|Lotus-Notes|HCL Notes|The Bat!|Mailbird|Mailspring|BlueMail|Foxmail|Spark(?:Desktop|\/)|Superhuman|Canary|Newton|Edison|FairEmail|Polymail|Sparrow|Zimbra|GroupWise|Windows ?Mail|Windows-Mail|Incredimail|Eudora|Claws|Sylpheed|Balsa|Geary|YahooMobileMail|MailApp|ProtonMail|Proton Mail|ZohoMail|Tutanota|Front\/|Missive|Shortwave|Mimestream|Unibox|MailMate|PocoMail|Pegasus|AquaMail|\bGnus\/|^Mutt\//i,
    'person',
    CERTAIN,
    'mail-client',
  ],
  // Apple Mail and its kin: WebKit without the name of a browser.
  [
    /^Mozilla\/5\.0 \((?:Macintosh|iPhone|iPad|iPod)[^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?(?: \([\d.]+\))?$/,
    'person',
    LIKELY,
    'mail-client',
  ],
  [
    /; wv\)|FBA[NV]|FB_IAB|Instagram|LinkedInApp|Twitter for|GSA\/|MicroMessenger|Line\/|Electron\/|Dalvik\/|CFNetwork\//i,
    'person',
    PROBABLE,
    'app',
  ],
  [
    /^Mozilla\/[45]\.0 \([^)]+\).*(?:Chrome|Chromium|CriOS|CrMo|Firefox|FxiOS|Safari|Edge?|EdgiOS|EdgA|OPR|Opera|Trident|Vivaldi|YaBrowser|SamsungBrowser|UCBrowser|Gecko|Konqueror|Epiphany|Falkon)\b|^Opera\/[\d.]+ \(|^Mozilla\/[45]\.0 \(compatible; (?:MSIE|Konqueror)/,
    'person',
    LIKELY,
    'browser',
  ],
];

export const AGENTS: readonly Row[] = [...PROXIES, ...PREFETCHERS, ...PREVIEWS, ...TEXT_BROWSERS, ...SCANNERS, ...PEOPLE];
