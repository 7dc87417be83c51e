/** A Segment call → an event as the contract has it, not yet checked. */
import { LIMITS } from '../../../sdk/wire.ts';
import { type Fields, fieldsOf, firstText, readTime } from '../fields.ts';
import type { Call } from './messages.ts';
import { meaningOf } from './names-table.ts';
import { ownProps } from './props.ts';

/** What becomes the event's type and properties. */
interface Told {
  type: string;
  props: Fields;
  title?: string | undefined;
}

/** @param user whom the message names, if anybody */
type Teller = (message: Fields, user: string | undefined) => Told;

const TELLERS: Readonly<Record<Call, Teller>> = {
  track: tellTrack,
  identify: (message, user) => tellTraits(message, fieldsOf(message.traits), user),
  // The other name stands beside the user id already: see `who.ts`.
  alias: (message, user) => tellTraits(message, {}, user),
  group: (message, user) => tellTraits(message, groupTraits(message), user),
  page: tellPage,
  screen: tellPage,
};

export interface Telling {
  id: string;
  call: Call;
  user: string | undefined;
  receivedAt: number;
}

/** The event, with `ts` undefined where the message's time is none. */
export function translate(message: Fields, telling: Telling): Fields {
  const { id, call, user, receivedAt } = telling;
  const page = fieldsOf(fieldsOf(message.context).page);
  const { type, props, title } = TELLERS[call](message, user);
  const properties = fieldsOf(message.properties);
  const own = call === 'page' ? properties : {};
  const url = webAddress(own.url) ?? webAddress(page.url);
  const referrer = firstText(own.referrer, page.referrer);
  const named = firstText(own.title, title, page.title);
  return {
    id,
    type,
    ts: timeOf(message, receivedAt),
    ...(url !== undefined && { url }),
    ...(named !== undefined && { title: named }),
    ...(referrer !== undefined && { referrer }),
    props,
  };
}

/** When it happened by the sender's clock; a message without a time happens as it arrives. */
function timeOf({ timestamp, originalTimestamp }: Fields, receivedAt: number): number | undefined {
  const told = timestamp ?? originalTimestamp;
  return told === undefined || told === null ? receivedAt : readTime(told);
}

function tellTrack({ event, properties }: Fields): Told {
  const name = typeof event === 'string' ? event.trim() : '';
  const meaning = meaningOf(name);
  const type = meaning?.type ?? name;
  return { type, props: ownProps(type, fieldsOf(properties), meaning) };
}

/** What stands in the event itself need not stand in its properties too. */
const PAGE_FIELDS = new Set(['url', 'path', 'referrer', 'search', 'title', 'hash']);

function tellPage({ name, category, properties }: Fields): Told {
  const rest = Object.entries(fieldsOf(properties)).filter(([field]) => !PAGE_FIELDS.has(field));
  const [title, kind] = [firstText(name), firstText(category)];
  const props = Object.fromEntries(rest);
  return { type: 'page_view', props: { ...props, ...(kind && { category: kind }) }, title };
}

/** Without a user they are still traits of whoever sits at the device. */
const NO_USER = 'anonymous';

/** The proof of a user id has no place in Segment's calls but their context. */
function tellTraits({ context }: Fields, traits: Fields, user: string | undefined): Told {
  const signature = firstText(fieldsOf(context).signature);
  return {
    type: 'identify',
    props: {
      user_id: user ?? NO_USER,
      ...(Object.keys(traits).length > 0 && { traits }),
      ...(signature && { signature }),
    },
  };
}

/** A company is told by traits of its people: `group_id`, `group_name`, `group_industry`, … */
function groupTraits({ groupId, traits }: Fields): Fields {
  const own = Object.entries(fieldsOf(traits)).map(([name, value]) => [`group_${name}`, value]);
  return { ...Object.fromEntries(own), ...(groupId !== undefined && { group_id: groupId }) };
}

/** Screens of an app, pages of a browser's extension and files have no address that is kept. */
function webAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value)) return undefined;
  const page = value.split('#', 1)[0] ?? '';
  return page.length > LIMITS.urlLength ? page.split('?', 1)[0] : page;
}
