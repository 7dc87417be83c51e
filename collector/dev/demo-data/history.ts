/** The demo shop's whole history, person by person. */

import { DAY } from './calendar.ts';
import { CAMPAIGNS } from './campaigns.ts';
import { type Dice, rollDice } from './dice.ts';
import { liveLife } from './life.ts';
import { type Era, makePerson, type Person } from './person.ts';
import { sara } from './sara.ts';
import { type Message, speak } from './speak.ts';

export interface HistoryOptions {
  people: number;
  /** how far back it goes */
  days: number;
  /** another one tells another history */
  seed: number;
  /** where it ends, milliseconds since 1970 */
  until: number;
  /** of how many people nothing is told; default 0 */
  skip?: number;
}

/** One event, spoken, with who may say so. */
export interface Telling {
  at: number;
  /** only the shop's own server can know */
  server: boolean;
  message: Message;
}

export interface Told {
  person: Person;
  tellings: Telling[];
}

/** Sara is the first, and the only one whom another history has too. The same options tell the same history, to the last id. */
export function* tellHistory(options: HistoryOptions): Generator<Told> {
  const { people, days, seed, until, skip = 0 } = options;
  const era = { from: until - days * DAY, until, campaigns: CAMPAIGNS };
  for (let i = skip; i < people; i += 1) {
    const dice = rollDice('demo', seed, until, days, i);
    const { person, happened } = i === 0 ? sara(dice, until) : anybody(dice, era);
    const tellings = happened.map((happening) => ({
      at: happening.at,
      server: happening.server === true,
      message: speak(person, happening, dice.id(happening.at)),
    }));
    yield { person, tellings };
  }
}

function anybody(dice: Dice, era: Era) {
  const person = makePerson(dice, era);
  return { person, happened: liveLife(dice, person, era.until) };
}
