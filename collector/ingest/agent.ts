/** What a User-Agent says: device class, browser, system, and whether it is a person's at all. */
import { isbot } from 'isbot';
import type { CanonicalEvent } from '../engine/index.ts';
import { Memory } from '../store/remember.ts';

export interface Agent {
  /** as stored; nothing that singles a visitor out */
  agent: NonNullable<CanonicalEvent['agent']>;
  bot: boolean;
}

type Names = readonly (readonly [name: string, pattern: RegExp])[];

/** The first that matches; the more special stand first, for each names its ancestors too. */
const BROWSERS: Names = [
  ['Edge', /\bEdgA?(iOS)?\//],
  ['Opera', /\bOPR\/|\bOpera\b|\bOPiOS\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Yandex', /\bYaBrowser\//],
  ['Vivaldi', /\bVivaldi\//],
  ['UC Browser', /\bUC ?Browser\//],
  ['DuckDuckGo', /\bDuckDuckGo\/|\bDdg\//],
  ['Instagram', /\bInstagram\b/],
  ['Facebook', /\bFBA[NV]\//],
  ['Firefox', /\bFirefox\/|\bFxiOS\//],
  ['Chrome', /\bChrome\/|\bCriOS\/|\bChromium\//],
  ['Safari', /\bSafari\/|\biPhone\b.*\bAppleWebKit\//],
];

const SYSTEMS: Names = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\biPhone\b|\biPad\b|\biPod\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

const DEVICES: Names = [
  ['tv', /\bSmart-?TV\b|\bTizen\b.*\bTV\b|\bWeb0S\b|\bAppleTV\b|\bCrKey\b/i],
  ['tablet', /\biPad\b|\bTablet\b|\bAndroid\b(?!.*\bMobile\b)/],
  ['mobile', /\bMobi|\biPhone\b|\biPod\b/],
  ['desktop', /\bWindows\b|\bMacintosh\b|\bX11\b|\bCrOS\b/],
];

/** A header longer than this is cut before any pattern sees it. */
const LONGEST = 500;

const known = new Memory<Agent>(1000);

/** @param userAgent the request's header, null when there is none */
export function readAgent(userAgent: string | null): Agent {
  const text = (userAgent ?? '').slice(0, LONGEST);
  return known.get(text) ?? known.set(text, parse(text));
}

function parse(text: string): Agent {
  const device = nameOf(DEVICES, text);
  const browser = nameOf(BROWSERS, text);
  const os = nameOf(SYSTEMS, text);
  return {
    agent: { ...(device && { device }), ...(browser && { browser }), ...(os && { os }) },
    bot: isbot(text),
  };
}

const nameOf = (names: Names, text: string): string | undefined =>
  names.find(([, pattern]) => pattern.test(text))?.[0];
