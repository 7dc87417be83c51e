import { expect, it } from 'vitest';
import { fileOf } from '../../collector/ingest/file-name.ts';

it('reads name and ending from the address', () => {
  expect(fileOf('https://a.test/f/list.PDF?v=2')).toEqual({
    file_name: 'list.PDF',
    file_extension: 'PDF',
  });
});

it.each([undefined, 7, '', 'https://a.test/f/'])('%s names no file', (href) => {
  expect(fileOf(href)).toEqual({});
});

it('a name without an ending has none', () => {
  expect(fileOf('https://a.test/export')).toEqual({ file_name: 'export' });
});
