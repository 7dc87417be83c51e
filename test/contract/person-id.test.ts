// Collector and API derive a person's id in the same way, though neither imports the other.
import { expect, test } from 'vitest';
import { personOf } from '../../collector/store/hash.ts';
import { derivedPersonId } from '../../dashboard-api/queries/person.ts';

test.each(['d:visitor-1', 'd:5f1d2c3b-4a59-4687-9abc-def012345678', 'u:مدیر', 'd:'])(
  'Both know %s by one id, and it is not the id in another site',
  async (alias) => {
    const here = await derivedPersonId('s_one', alias);
    expect(here).toBe(await personOf('s_one', alias));
    expect(here).toMatch(/^p_[0-9a-f]{32}$/);
    expect(here).not.toBe(await derivedPersonId('s_two', alias));
  },
);
