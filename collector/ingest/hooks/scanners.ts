/**
 * Whether a person or a scanner opened a mail's links. Mail filters open every link before the
 * reader does; counted as interest they would lift whoever sits behind one.
 *
 * A rule of thumb, looking at one post of a provider only: a scanner that spreads its clicks over
 * several posts, or opens a single link late and with a browser's name, is not seen.
 */
import { isbot } from 'isbot';
import type { MailNote } from './note.ts';

/** The numbers of the rule. */
const RULE = {
  /** a click this soon after the mail was delivered was no reader's (milliseconds) */
  afterDelivery: 5000,
  /** this many different links of one mail … */
  links: 3,
  /** … within this time (milliseconds) are opened by no reader */
  burst: 10_000,
};

/** Filters that name themselves; `isbot` knows the general kind. */
const SCANNERS =
  /barracuda|mimecast|proofpoint|fireeye|trellix|messagelabs|symantec|trend ?micro|bitdefender|safelinks|sophos|forcepoint|ironport|zscaler|checkpoint|paloalto/i;

/** They fetch the pictures of a mail when its reader opens it. */
const PICTURE_PROXIES = /GoogleImageProxy|YahooMailProxy/;

/** The notes, each with the word whether software did it. */
export function markSoftware(notes: readonly MailNote[]): MailNote[] {
  const mails = Map.groupBy(notes, ({ mail, email }) => `${mail} ${email}`);
  return notes.map((note) => {
    const others = (note.mail && mails.get(`${note.mail} ${note.email}`)) || [];
    return { ...note, software: isSoftware(note, others) };
  });
}

function isSoftware(note: MailNote, sameMail: readonly MailNote[]): boolean {
  if (note.type !== 'email_open' && note.type !== 'email_click') return false;
  if (note.software || isScanner(note.agent)) return true;
  return note.type === 'email_click' && (isAtOnce(note, sameMail) || isBurst(note, sameMail));
}

const isScanner = (agent: string | undefined): boolean =>
  agent !== undefined && !PICTURE_PROXIES.test(agent) && (SCANNERS.test(agent) || isbot(agent));

const between = (a: MailNote, b: MailNote): number => (a.ts ?? Infinity) - (b.ts ?? 0);

const isAtOnce = (click: MailNote, sameMail: readonly MailNote[]): boolean =>
  sameMail.some((other) => {
    const after = between(click, other);
    return other.type === undefined && after >= 0 && after <= RULE.afterDelivery;
  });

function isBurst(click: MailNote, sameMail: readonly MailNote[]): boolean {
  const near = sameMail.filter((other) => {
    return other.type === 'email_click' && Math.abs(between(click, other)) <= RULE.burst;
  });
  return new Set(near.map(({ props }) => props.href)).size >= RULE.links;
}
