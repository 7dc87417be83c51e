/** Where visitors come from, as data: the sites that send them. */
/** What kind of site a referrer is. */
export type SiteKind = 'search' | 'social' | 'email' | 'ai' | 'display' | 'affiliate';

export interface KnownSite {
  name: string;
  kind: SiteKind;
  /** query parameters that hold the keyword, where the engine still tells */
  keyword?: readonly string[];
}

type Row = readonly [name: string, hosts: string, keyword?: string];

/**
 * Hosts by name; each stands for its subdomains too. `google.*` is that name under any public
 * suffix. `android-app:` referrers are looked up by their package.
 */
const SEARCH: readonly Row[] = [
  ['google', 'google.* com.google.android.googlequicksearchbox', 'q'],
  ['bing', 'bing.com com.microsoft.bing', 'q'],
  ['yahoo', 'search.yahoo.com search.yahoo.co.jp', 'p'],
  ['duckduckgo', 'duckduckgo.com com.duckduckgo.mobile.android', 'q'],
  ['yandex', 'yandex.* ya.ru', 'text'],
  ['baidu', 'baidu.com', 'wd word'],
  ['ecosia', 'ecosia.org', 'q'],
  ['qwant', 'qwant.com', 'q'],
  ['startpage', 'startpage.com', 'query'],
  ['brave', 'search.brave.com', 'q'],
  ['kagi', 'kagi.com', 'q'],
  ['mojeek', 'mojeek.com', 'q'],
  ['swisscows', 'swisscows.com', 'query'],
  ['metager', 'metager.org metager.de', 'eingabe'],
  ['presearch', 'presearch.com', 'q'],
  ['naver', 'search.naver.com m.search.naver.com', 'query'],
  ['daum', 'search.daum.net', 'q'],
  ['seznam', 'seznam.cz', 'q'],
  ['sogou', 'sogou.com', 'query keyword'],
  ['so', 'so.com', 'q'],
  ['shenma', 'm.sm.cn', 'q'],
  ['mail.ru', 'go.mail.ru', 'q'],
  ['rambler', 'nova.rambler.ru', 'query'],
  ['coccoc', 'coccoc.com', 'query'],
  ['goo', 'search.goo.ne.jp', 'MT'],
  ['petal', 'petalsearch.com', 'query'],
  ['aol', 'search.aol.com', 'q'],
  ['ask', 'ask.com', 'q'],
  ['lycos', 'search.lycos.com', 'q'],
  ['dogpile', 'dogpile.com', 'q'],
  ['parsijoo', 'parsijoo.ir', 'q'],
  ['zarebin', 'zarebin.ir', 'q'],
  ['gerdoo', 'gerdoo.me', 'query'],
];

const SOCIAL: readonly Row[] = [
  ['facebook', 'facebook.com fb.com fb.me com.facebook.katana com.facebook.lite'],
  ['messenger', 'messenger.com m.me com.facebook.orca'],
  ['instagram', 'instagram.com com.instagram.android'],
  ['threads', 'threads.net threads.com'],
  ['x', 'x.com twitter.com t.co com.twitter.android'],
  ['linkedin', 'linkedin.com lnkd.in com.linkedin.android'],
  ['pinterest', 'pinterest.* pin.it com.pinterest'],
  ['reddit', 'reddit.com redd.it com.reddit.frontpage'],
  ['tiktok', 'tiktok.com'],
  ['youtube', 'youtube.com youtu.be com.google.android.youtube'],
  ['vimeo', 'vimeo.com'],
  ['aparat', 'aparat.com'],
  ['twitch', 'twitch.tv'],
  ['snapchat', 'snapchat.com'],
  ['telegram', 't.me telegram.me telegram.org org.telegram.messenger org.telegram.plus'],
  ['whatsapp', 'whatsapp.com wa.me com.whatsapp'],
  ['eitaa', 'eitaa.com eitaa.ir'],
  ['rubika', 'rubika.ir'],
  ['bale', 'bale.ai ble.ir'],
  ['soroush', 'splus.ir'],
  ['virasty', 'virasty.com'],
  ['virgool', 'virgool.io'],
  ['discord', 'discord.com discord.gg'],
  ['slack', 'slack.com com.slack com.Slack'],
  ['line', 'line.me'],
  ['kakao', 'kakao.com story.kakao.com'],
  ['viber', 'viber.com'],
  ['wechat', 'weixin.qq.com wechat.com'],
  ['weibo', 'weibo.com weibo.cn'],
  ['zhihu', 'zhihu.com'],
  ['vk', 'vk.com vk.ru vkontakte.ru'],
  ['ok.ru', 'ok.ru odnoklassniki.ru'],
  ['tumblr', 'tumblr.com'],
  ['quora', 'quora.com'],
  ['medium', 'medium.com'],
  ['mastodon', 'mastodon.social mastodon.online mstdn.social org.joinmastodon.android'],
  ['bluesky', 'bsky.app go.bsky.app'],
  ['hacker news', 'news.ycombinator.com'],
  ['stack overflow', 'stackoverflow.com stackexchange.com'],
  ['github', 'github.com'],
  ['product hunt', 'producthunt.com'],
  ['flickr', 'flickr.com'],
  ['xing', 'xing.com'],
  ['nextdoor', 'nextdoor.com'],
  ['buffer', 'buffer.com'],
  ['goodreads', 'goodreads.com'],
];

const EMAIL: readonly Row[] = [
  ['gmail', 'mail.google.com inbox.google.com com.google.android.gm'],
  [
    'outlook',
    'outlook.live.com outlook.office.com outlook.office365.com com.microsoft.office.outlook',
  ],
  ['yahoo mail', 'mail.yahoo.com mail.yahoo.co.jp mail.yahoo.net'],
  ['proton mail', 'mail.proton.me mail.protonmail.com'],
  ['icloud mail', 'icloud.com'],
  ['aol mail', 'mail.aol.com'],
  ['zoho mail', 'mail.zoho.com mail.zoho.eu'],
  ['fastmail', 'app.fastmail.com fastmail.com'],
  ['gmx', 'navigator.gmx.net mail.gmx.com'],
  ['web.de', 'navigator.web.de'],
  ['yandex mail', 'mail.yandex.ru mail.yandex.com'],
  ['mail.ru', 'e.mail.ru'],
  ['naver mail', 'mail.naver.com'],
  ['qq mail', 'mail.qq.com'],
  ['163 mail', 'mail.163.com'],
  ['orange', 'messagerie.orange.fr'],
  ['chmail', 'mail.chmail.ir'],
  ['mailchimp', 'campaign-archive.com list-manage.com'],
];

const AI: readonly Row[] = [
  ['chatgpt', 'chatgpt.com chat.openai.com'],
  ['perplexity', 'perplexity.ai'],
  ['gemini', 'gemini.google.com bard.google.com'],
  ['claude', 'claude.ai'],
  ['copilot', 'copilot.microsoft.com copilot.com m365.cloud.microsoft'],
  ['deepseek', 'chat.deepseek.com deepseek.com'],
  ['grok', 'grok.com grok.x.ai'],
  ['meta ai', 'meta.ai'],
  ['mistral', 'chat.mistral.ai'],
  ['qwen', 'chat.qwen.ai'],
  ['kimi', 'kimi.com kimi.moonshot.cn'],
  ['doubao', 'doubao.com'],
  ['poe', 'poe.com'],
  ['you', 'you.com'],
  ['phind', 'phind.com'],
  ['notebooklm', 'notebooklm.google.com'],
];

/** Networks that put banners and recommended stories on others' pages. */
const DISPLAY: readonly Row[] = [
  ['doubleclick', 'doubleclick.net googleadservices.com googlesyndication.com'],
  ['taboola', 'taboola.com'],
  ['outbrain', 'outbrain.com'],
  ['criteo', 'criteo.com criteo.net'],
  ['adroll', 'adroll.com'],
  ['mgid', 'mgid.com'],
  ['revcontent', 'revcontent.com'],
  ['yektanet', 'yektanet.com'],
  ['tapsell', 'tapsell.ir'],
  ['sabavision', 'sabavision.com'],
  ['mediaad', 'mediaad.org'],
  ['kaprila', 'kaprila.com'],
  ['clickyab', 'clickyab.com'],
  ['adivery', 'adivery.com'],
];

const AFFILIATE: readonly Row[] = [
  ['awin', 'awin1.com awin.com zenaps.com'],
  ['cj', 'anrdoezrs.net dpbolvw.net jdoqocy.com kqzyfj.com tkqlhce.com emjcd.com'],
  ['rakuten', 'linksynergy.com'],
  ['impact', 'sjv.io pxf.io'],
  ['shareasale', 'shareasale.com shareasale-analytics.com'],
  ['partnerize', 'prf.hn'],
  ['tradedoubler', 'tradedoubler.com'],
  ['tradetracker', 'tradetracker.net'],
  ['skimlinks', 'skimresources.com'],
  ['clickbank', 'clickbank.net'],
  ['affilio', 'affilio.ir'],
];

const KINDS: readonly (readonly [SiteKind, readonly Row[]])[] = [
  ['search', SEARCH],
  ['social', SOCIAL],
  ['email', EMAIL],
  ['ai', AI],
  ['display', DISPLAY],
  ['affiliate', AFFILIATE],
];

const rows = KINDS.flatMap(([kind, table]) =>
  table.map(([name, hosts, keyword]): readonly [string[], KnownSite] => [
    hosts.split(' '),
    { name, kind, ...(keyword && { keyword: keyword.split(' ') }) },
  ]),
);

/** By host or package. `google.*` stands here as `google.`. */
export const SITES: ReadonlyMap<string, KnownSite> = new Map(
  rows.flatMap(([hosts, site]) => hosts.map((host) => [host.replace('*', ''), site] as const)),
);

/** By name, as `utm_source` gives it. */
export const SITE_NAMES: ReadonlyMap<string, KnownSite> = new Map(
  rows.map(([, site]) => [site.name, site] as const).reverse(),
);

/** Other spellings of `utm_source`. */
export const SOURCE_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['adwords', 'google'],
  ['googleads', 'google'],
  ['fb', 'facebook'],
  ['ig', 'instagram'],
  ['twitter', 'x'],
  ['yt', 'youtube'],
  ['tg', 'telegram'],
  ['whats app', 'whatsapp'],
]);
