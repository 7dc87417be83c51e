/** A row of a contact list → who that is, and whether they want the newsletter. Pure. */
import type { Fields } from '../fields.ts';
import { answerOf } from './cell-words.ts';
import type { ContactField } from './header-words.ts';
import type { Named, RowReader, Told } from './row-fields.ts';
import type { Row } from './rows.ts';

const TRAITS = [
  'first_name',
  'last_name',
  'name',
  'phone',
  'company',
  'job_title',
  'city',
  'country',
] as const satisfies readonly ContactField[];

/** Without a user id they are traits of whoever has the address. */
const NO_USER = 'anonymous';

/** @param at when it happened if the row does not say @throws BadCell */
export function readContact(reader: RowReader, row: Row, at: number): Told {
  const who = reader.who([row]);
  const dated = reader.cell(row, 'time') !== '';
  const ts = dated ? reader.moment(row, 'time') : at;
  const wish = wishOf(reader, row);
  const traits = Object.fromEntries(
    TRAITS.flatMap((field) => {
      const value = reader.text(row, field);
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  const name = JSON.stringify([who.userId, who.anonymousId, who.email?.toLowerCase()]);
  const events: Fields[] = [];
  if (wish) events.push({ id: `${wish} ${name} ${dated ? ts : ''}`, type: wish, ts, props: {} });
  if (!wish || who.userId || Object.keys(traits).length > 0) {
    const id = `contact ${name} ${JSON.stringify(traits)}`;
    events.push({ id, type: 'identify', ts, props: identityOf(who, traits) });
  }
  return { line: row.line, who, events };
}

const identityOf = ({ userId = NO_USER }: Named, traits: Fields): Fields => ({
  user_id: userId,
  ...(Object.keys(traits).length > 0 && { traits }),
});

function wishOf(reader: RowReader, row: Row): string | undefined {
  const text = reader.cell(row, 'subscribed');
  if (text === '') return undefined;
  const answer = answerOf(text);
  if (!answer) throw reader.bad(row, 'subscribed', 'unknown_answer');
  return answer === 'yes' ? 'newsletter_signup' : 'newsletter_unsubscribe';
}
