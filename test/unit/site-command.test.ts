import { describe, expect, it } from 'vitest';
import { writeValues } from '../../collector/dev/remote-database.ts';
import { readCommand } from '../../collector/dev/site-command.ts';

const read = (line: string) => readCommand(line.split(' ').filter(Boolean));

describe('npm run site', () => {
  it('reads what a site is to be', () => {
    const asked = read(
      'create Shop --origin https://a.example --origin https://b.example --remote',
    );
    expect(asked).toEqual({
      command: {
        do: 'create',
        site: { name: 'Shop', origins: ['https://a.example', 'https://b.example'] },
      },
      remote: true,
      json: false,
    });
  });

  it('gives a secret key the right to read and no more, unless it is told', () => {
    expect(read('key s_1 secret').command).toMatchObject({ key: { scopes: ['read'] } });
    expect(read('key s_1 secret --scopes read,write').command).toMatchObject({
      key: { scopes: ['read', 'write'] },
    });
  });

  it('tells the signing key of a site that is named', () => {
    expect(read('signing-key s_1').command).toEqual({ do: 'signing-key', site: 's_1' });
    expect(() => read('signing-key')).toThrow('SITE is missing.');
  });

  it('cuts what is old, or keeps it, and deletes only who is sure', () => {
    expect(read('retention s_1 365').command).toMatchObject({ do: 'retention', days: 365 });
    expect(read('retention s_1 off').command).toMatchObject({ do: 'retention', days: null });
    expect(read('delete s_1 --yes').command).toEqual({ do: 'delete', site: 's_1' });
  });

  it('reads what is to change of a site, and leaves the rest alone', () => {
    const line = 'set s_1 --origin any --setting retention_days=400 --setting trust_unsigned=';
    expect(read(line).command).toEqual({
      do: 'set',
      site: 's_1',
      changes: { origins: [], settings: { retention_days: 400, trust_unsigned: null } },
    });
    expect(read('rotate-signing-key s_1').command).toMatchObject({ do: 'rotate-signing-key' });
  });

  it('shows its usage when it is asked nothing', () => {
    expect(read('').command).toEqual({ do: 'help' });
    expect(read('list --help').command).toEqual({ do: 'help' });
  });

  it.each([
    ['remove s_1', 'There is no command "remove".'],
    ['toString', 'There is no command "toString".'],
    ['create', 'NAME is missing.'],
    ['delete s_1', 'say --yes to do it.'],
    ['retention s_1', 'DAYS is missing.'],
    ['retention s_1 59', 'at least 60'],
    ['disable', 'SITE is missing.'],
    ['revoke s_1', 'KEY is missing.'],
    ['set s_1', 'Nothing to change is named.'],
    ['set s_1 --setting retention_days=long', 'Not a setting: "retention_days=long".'],
    ['key s_1 public', 'A key is "write" or "secret".'],
    ['hook s_1 yahoo', 'A mail provider is one of sendgrid, mandrill, brevo, mailchimp.'],
    ['hook', 'A mail provider is one of'],
    ['key s_1 secret --scopes read,root', 'There is no scope "root": read, write, admin.'],
  ])('says what is wrong with "%s"', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it('refuses an option that it does not know', () => {
    expect(() => read('list --remtoe')).toThrow(/--remtoe/);
  });
});

describe('values written into SQL', () => {
  it('stand in their places, quoted, and cannot end the quotes', () => {
    expect(
      writeValues('INSERT INTO t VALUES (?, ?, ?)', ["O'Neil'); DROP TABLE t; --", 1.5, null]),
    ).toBe("INSERT INTO t VALUES ('O''Neil''); DROP TABLE t; --', 1.5, NULL)");
  });

  it('leave quoted text alone, and a value that holds a question mark', () => {
    expect(writeValues("SELECT 'why?', 'it''s ?', ?, ?", ['?', 'b'])).toBe(
      "SELECT 'why?', 'it''s ?', '?', 'b'",
    );
  });

  it('stand wherever their number does', () => {
    expect(writeValues("SELECT ?2, ?1, ?2, '?1'", ['a', 7])).toBe("SELECT 7, 'a', 7, '?1'");
    expect(() => writeValues('SELECT ?2', ['a'])).toThrow();
  });

  it('must be as many as the places, and of a kind that SQL has', () => {
    expect(() => writeValues('SELECT ?', [])).toThrow();
    expect(() => writeValues('SELECT ?', ['a', 'b'])).toThrow(RangeError);
    expect(() => writeValues('SELECT ?', [undefined])).toThrow(TypeError);
    expect(() => writeValues('SELECT ?', [Number.NaN])).toThrow(TypeError);
    expect(() => writeValues('SELECT ?', ['a\0b'])).toThrow(TypeError);
  });
});
