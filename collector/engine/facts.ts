/** What events tell about the person: last seen, country, source, traits, e-mail, subscription. */
import { isRecord } from './fields.ts';
import type { Plan } from './machine.ts';
import type { Facts } from './state.ts';
import { cutText } from './text-fold.ts';
import type { CanonicalEvent } from './types.ts';

/** Traits kept of one person, and the longest text of one. */
const TRAITS = 50;
const TRAIT_LENGTH = 200;
const SHA256 = /^[0-9a-f]{64}$/i;

/** Facts that conditions may name with `person`. */
export const PERSON_FACTS: Readonly<Record<string, (state: Facts) => unknown>> = {
  country: (state) => state.country,
  region: (state) => state.region,
  city: (state) => state.city,
  time_zone: (state) => state.time_zone,
  email_known: (state) => state.email !== undefined,
  visits: (state) => state.visits,
  first_channel: (state) => state.first_source?.channel,
  first_source: (state) => state.first_source?.source,
  first_campaign: (state) => state.first_source?.campaign,
  last_channel: (state) => state.last_source?.channel,
  last_source: (state) => state.last_source?.source,
  last_campaign: (state) => state.last_source?.campaign,
  device: (state) => state.visit?.agent?.device,
};

/** Acts of the owner, not of the person. */
export const OWNERS_EVENTS: Readonly<Record<string, NonNullable<Plan['owners']>>> = {
  complaint_resolved: 'always',
  refund: 'always',
  identify: 'server',
};
export const SERVER = 's:server';

/** A place is told whole: the region of one country is none of another's. */
function notePlace(state: Facts, { country, region, city, time_zone }: CanonicalEvent): boolean {
  const same =
    state.country === country &&
    state.region === region &&
    state.city === city &&
    state.time_zone === time_zone;
  if (same) return false;
  state.country = country;
  state.region = region;
  state.city = city;
  state.time_zone = time_zone;
  return true;
}

/** Place and source; gives whether a fact changed that conditions may name. */
export function noteEvent(state: Facts, event: CanonicalEvent): boolean {
  const { country, source } = event;
  let changed = country !== undefined && notePlace(state, event);
  if (source !== undefined && source.channel !== 'direct') {
    state.last_source = source;
    changed = true;
  }
  return changed;
}

function setTrait(state: Facts, name: string, value: unknown): void {
  const known = Object.hasOwn(state.traits, name);
  if (value === null) delete state.traits[name];
  else if (!known && Object.keys(state.traits).length >= TRAITS) return;
  else if (typeof value === 'string') define(state, name, cutText(value, TRAIT_LENGTH));
  else if (typeof value === 'number' || typeof value === 'boolean') define(state, name, value);
}

/** A trait may be called `__proto__`. */
function define(state: Facts, name: string, value: string | number | boolean): void {
  const as = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(state.traits, name, as);
}

function noteEmail(state: Facts, from: unknown): void {
  if (!isRecord(from)) return;
  const { email_sha256: digest } = from;
  if (typeof digest === 'string' && SHA256.test(digest)) state.email = digest.toLowerCase();
  else if (typeof from.email === 'string' && state.email === undefined) state.email = true;
}

function onIdentify(state: Facts, event: CanonicalEvent): void {
  const traits = event.props?.traits;
  noteEmail(state, event.props);
  if (!isRecord(traits)) return;
  noteEmail(state, traits);
  for (const [name, value] of Object.entries(traits)) setTrait(state, name, value);
}

function onForm(state: Facts, event: CanonicalEvent): void {
  noteEmail(state, event.props);
  if (event.props?.job_title !== undefined) setTrait(state, 'job_title', event.props.job_title);
}

function onSignup(state: Facts, event: CanonicalEvent): void {
  noteEmail(state, event.props);
  state.email ??= true;
  state.subscription = 'active';
}

function onUnsubscribe(state: Facts, event: CanonicalEvent): void {
  noteEmail(state, event.props);
  state.subscription = 'ended';
}

/** Event types that tell something about the person. */
export const FACT_EVENTS: Readonly<Record<string, (state: Facts, event: CanonicalEvent) => void>> =
  {
    identify: onIdentify,
    form_submit: onForm,
    newsletter_signup: onSignup,
    newsletter_unsubscribe: onUnsubscribe,
  };
