/** The fields of an event, and of the visit it belongs to, that conditions may name. */

import { pathOf } from './glob.ts';
import type { CanonicalEvent, Visit } from './types.ts';
import { localDay, localHour, localWeekday, MINUTE } from './units.ts';

/** The event under test and the visit it belongs to, if it belongs to one. */
export type Read = (event: CanonicalEvent, visit: Visit | undefined) => unknown;
type PageKindsOf = (url: string) => readonly string[];

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
}

function titleGiven(event: CanonicalEvent): unknown {
  if (event.type !== 'identify') return event.props?.job_title;
  const traits = event.props?.traits;
  return isRecord(traits) ? (traits.job_title ?? traits.title) : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Named fields; beside them `props.NAME`, with further dots going deeper, and through a list to
 * each of its entries: `props.items.item_id` are the ids of all items.
 */
export const FIELDS: Readonly<Record<string, Read>> = {
  type: (event) => event.type,
  url: (event) => event.url,
  path: (event) => (event.url === undefined ? undefined : pathOf(event.url)),
  host: (event) => (event.url === undefined ? undefined : hostOf(event.url)),
  title: (event) => event.title,
  country: (event) => event.country,
  verified: (event) => event.verified === true,
  /** `props.job_title` of a form, `traits.job_title` of an identify */
  job_title: titleGiven,
  'agent.device': (event) => event.agent?.device,
  'agent.browser': (event) => event.agent?.browser,
  'agent.os': (event) => event.agent?.os,
  'source.channel': (event) => event.source?.channel,
  'source.source': (event) => event.source?.source,
  'source.medium': (event) => event.source?.medium,
  'source.campaign': (event) => event.source?.campaign,
  'source.term': (event) => event.source?.term,
  'source.content': (event) => event.source?.content,
  'source.referrer': (event) => event.source?.referrer,
  'source.network': (event) => event.source?.network,
  /** days since 1970 at the site */
  'local.day': (event) => localDay(event.ts, event.offset_min),
  /** 0–6, Sunday first */
  'local.weekday': (event) => localWeekday(event.ts, event.offset_min),
  /** 0–23 */
  'local.hour': (event) => localHour(event.ts, event.offset_min),
  'visit.pages': (_, visit) => visit?.pages,
  'visit.events': (_, visit) => visit?.events,
  'visit.engaged_ms': (_, visit) => visit?.engaged_ms,
  'visit.minutes': (event, visit) => visit && (event.ts - visit.start) / MINUTE,
  'visit.first': (_, visit) => visit?.first,
  'visit.landing': (_, visit) => visit?.landing && pathOf(visit.landing),
  'visit.channel': (_, visit) => visit?.source.channel,
  'visit.source': (_, visit) => visit?.source.source,
  'visit.campaign': (_, visit) => visit?.source.campaign,
};

/** Whether a model may name the field. */
export function isField(name: string): boolean {
  return name === 'page' || Object.hasOwn(FIELDS, name) || /^props(\.[^.]+)+$/.test(name);
}

function propReader(name: string): Read {
  const [first = '', ...rest] = name.split('.').slice(1);
  // what no object inherits needs no check whose it is
  if (rest.length === 0 && !(first in {})) return (event) => event.props?.[first];
  if (rest.length === 0) return (event) => ownValue(event.props, first);
  return (event) => rest.reduce<unknown>(deeper, ownValue(event.props, first));
}

/** A list passes a test when one of its entries does. */
function deeper(value: unknown, key: string): unknown {
  if (!Array.isArray(value)) return ownValue(value, key);
  return value.map((entry) => ownValue(entry, key)).filter((inner) => inner !== undefined);
}

function ownValue(record: unknown, key: string): unknown {
  return isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A reader of the named field; `page` gives the kinds of the event's page. */
export function fieldReader(name: string, kindsOf: PageKindsOf): Read {
  if (name === 'page') return (event) => event.url && kindsOf(event.url);
  return (Object.hasOwn(FIELDS, name) && FIELDS[name]) || propReader(name);
}
