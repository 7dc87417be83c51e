import { describe, expect, test } from 'vitest';
import type { Source } from '../../collector/engine/index.ts';
import type { Context } from '../../sdk/wire.ts';
import { event, newSite, newVisitor, onlyPerson, send } from './visitor.ts';

interface Coming {
  url?: string;
  referrer?: string;
  keyword?: string;
  ctx?: Context;
  origins?: string[];
}

async function sourceOf({
  url,
  referrer,
  keyword,
  ctx,
  origins = [],
}: Coming): Promise<Source | undefined> {
  const site = await newSite({ origins });
  const view = {
    ...event(Date.now()),
    ...(url && { url }),
    ...(referrer && { referrer }),
    ...(keyword && { props: { keyword } }),
  };
  await send(site, newVisitor(), [view], ctx ? { ctx } : {});
  return (await onlyPerson(site.site)).doc.tail[0]?.source;
}

const SHOP = 'https://shop.example/';
const CASES: [name: string, coming: Coming, source: Source | undefined][] = [
  ['nothing known', {}, undefined],
  [
    'a search engine, with the keyword that the script read there',
    { referrer: 'https://duckduckgo.com/', keyword: 'cat food' },
    {
      channel: 'organic_search',
      source: 'duckduckgo',
      term: 'cat food',
      referrer: 'https://duckduckgo.com/',
    },
  ],
  [
    'no search engine, whose keyword says nothing',
    { referrer: 'https://blog.example.org/', keyword: 'cat food' },
    { channel: 'referral', source: 'blog.example.org', referrer: 'https://blog.example.org/' },
  ],
  ['the site itself', { referrer: 'https://shop.example/a' }, undefined],
  ['a subdomain of the site', { referrer: 'https://blog.shop.example/a' }, undefined],
  ['the site with www', { referrer: 'https://www.shop.example/a' }, undefined],
  [
    'a sister named by the origins',
    { referrer: 'https://pay.brand.example/', origins: ['https://*.brand.example'] },
    undefined,
  ],
  [
    'Google',
    { referrer: 'https://www.google.com/' },
    { channel: 'organic_search', source: 'google', referrer: 'https://www.google.com/' },
  ],
  [
    'Google of another country',
    { referrer: 'https://www.google.co.uk/' },
    { channel: 'organic_search', source: 'google', referrer: 'https://www.google.co.uk/' },
  ],
  [
    'a name that only begins like Google',
    { referrer: 'https://google.evil.example/' },
    {
      channel: 'referral',
      source: 'google.evil.example',
      referrer: 'https://google.evil.example/',
    },
  ],
  [
    'a search engine that still tells the keyword, whose query is not kept',
    { referrer: 'https://yandex.ru/search/?text=cat+food&lr=1' },
    {
      channel: 'organic_search',
      source: 'yandex',
      term: 'cat food',
      referrer: 'https://yandex.ru/search/',
    },
  ],
  [
    'the Google app',
    { referrer: 'android-app://com.google.android.googlequicksearchbox/' },
    {
      channel: 'organic_search',
      source: 'google',
      referrer: 'android-app://com.google.android.googlequicksearchbox/',
    },
  ],
  [
    'Gmail, which is not Google search',
    { referrer: 'https://mail.google.com/' },
    { channel: 'email', source: 'gmail', referrer: 'https://mail.google.com/' },
  ],
  [
    'an AI assistant of Google',
    { referrer: 'https://gemini.google.com/' },
    { channel: 'ai_assistant', source: 'gemini', referrer: 'https://gemini.google.com/' },
  ],
  [
    'ChatGPT',
    { referrer: 'https://chatgpt.com/' },
    { channel: 'ai_assistant', source: 'chatgpt', referrer: 'https://chatgpt.com/' },
  ],
  [
    'a social network',
    { referrer: 'https://l.facebook.com/l.php' },
    { channel: 'social', source: 'facebook', referrer: 'https://l.facebook.com/l.php' },
  ],
  [
    'a messenger',
    { referrer: 'https://t.me/channel' },
    { channel: 'social', source: 'telegram', referrer: 'https://t.me/channel' },
  ],
  [
    'any other site',
    { referrer: 'https://www.blog.example/post?secret=1#x' },
    { channel: 'referral', source: 'blog.example', referrer: 'https://www.blog.example/post' },
  ],
  [
    'a paid search campaign with its click id',
    {
      referrer: 'https://www.google.com/',
      ctx: {
        campaign: { source: 'google', medium: 'cpc', campaign: 'spring', term: 'cat food' },
        click_ids: { gclid: 'abc' },
      },
    },
    {
      channel: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
      term: 'cat food',
      referrer: 'https://www.google.com/',
      network: 'google_ads',
    },
  ],
  [
    'a campaign in the address, which wins over that of the visit',
    {
      url: `${SHOP}?utm_source=facebook&utm_medium=paid_social&utm_campaign=a`,
      ctx: { campaign: { source: 'google', medium: 'cpc' } },
    },
    { channel: 'paid_social', source: 'facebook', medium: 'paid_social', campaign: 'a' },
  ],
  [
    'paid clicks from a social network',
    { ctx: { campaign: { source: 'instagram', medium: 'cpc' } } },
    { channel: 'paid_social', source: 'instagram', medium: 'cpc' },
  ],
  [
    'a click id alone',
    { url: `${SHOP}?msclkid=1` },
    { channel: 'paid_search', source: 'bing', network: 'microsoft_ads' },
  ],
  [
    'a click id that is put on unpaid links too',
    { url: `${SHOP}?fbclid=1` },
    { channel: 'social', source: 'facebook', network: 'meta' },
  ],
  [
    'a newsletter',
    { ctx: { campaign: { source: 'June', medium: 'email', content: 'button' } } },
    { channel: 'email', source: 'June', medium: 'email', content: 'button' },
  ],
  [
    'a banner',
    { ctx: { campaign: { source: 'paper', medium: 'Banner' } } },
    { channel: 'display', source: 'paper', medium: 'Banner' },
  ],
  [
    'an affiliate',
    { ctx: { campaign: { source: 'partner', medium: 'affiliate' } } },
    { channel: 'affiliate', source: 'partner', medium: 'affiliate' },
  ],
  [
    'a banner network that is paid by the click',
    { ctx: { campaign: { source: 'Taboola', medium: 'cpc' } } },
    { channel: 'display', source: 'Taboola', medium: 'cpc' },
  ],
  [
    'a banner network alone',
    { referrer: 'https://trc.taboola.com/' },
    { channel: 'display', source: 'taboola', referrer: 'https://trc.taboola.com/' },
  ],
  [
    'the link of an affiliate network',
    { url: `${SHOP}?awc=1` },
    { channel: 'affiliate', source: 'awin', network: 'awin' },
  ],
  [
    'an affiliate network that links here itself',
    { referrer: 'https://www.awin1.com/cread.php' },
    { channel: 'affiliate', source: 'awin', referrer: 'https://www.awin1.com/cread.php' },
  ],
  [
    'a source that names a known host',
    { ctx: { campaign: { source: 'chatgpt.com' } } },
    { channel: 'ai_assistant', source: 'chatgpt.com' },
  ],
  [
    'a link in a letter of a mail tool',
    { url: `${SHOP}?_kx=abc` },
    { channel: 'email', source: 'klaviyo', network: 'klaviyo' },
  ],
  [
    'a campaign with NUL in the address, which SQLite would end a text at',
    { url: `${SHOP}?utm_source=June%00&utm_medium=email` },
    { channel: 'email', source: 'June', medium: 'email' },
  ],
  [
    'a source without a medium',
    { ctx: { campaign: { source: 'telegram' } } },
    { channel: 'social', source: 'telegram' },
  ],
];

describe('What brought a visitor', () => {
  test.each(CASES)('%s', async (_, coming, source) => {
    expect(await sourceOf(coming)).toEqual(source);
  });
});
