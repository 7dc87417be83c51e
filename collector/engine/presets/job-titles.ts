/** Job titles that rules grade, in English and Persian. */
import type { Match, Where } from '../model.ts';

const CHIEF = [
  'ceo',
  'chief executive',
  'managing director',
  'founder',
  'cofounder',
  'owner',
  'proprietor',
  'president',
  'مدیرعامل',
  'مالک',
  'صاحب شرکت',
  'صاحب کسب و کار',
  'بنیانگذار',
  'موسس',
  'رئیس هیئت مدیره',
];
const DIRECTOR = [
  'director',
  'vice president',
  'vp',
  'svp',
  'evp',
  'head of',
  'chief',
  'cto',
  'cfo',
  'coo',
  'cmo',
  'cio',
  'مدیر ارشد',
  'مدیر کل',
  'معاون',
  'قائم مقام',
  'رئیس',
];
const MANAGER = ['manager', 'supervisor', 'team lead', 'team leader', 'مدیر', 'سرپرست'];
/** Who works for one is none: "assistant to the CEO", «دفتر مدیرعامل». */
const NOT_SELF = ['assistant', 'secretary', 'دستیار', 'منشی', 'دفتر', 'مسئول دفتر'];
const DEPUTY = ['vice', 'deputy', 'معاون', 'قائم مقام'];

function titled(words: string[], not: string[]): Match {
  const where: Where = {
    all: [{ field: 'job_title', words }, { not: { field: 'job_title', words: not } }],
  };
  return { event: ['form_submit', 'identify'], where };
}

export const chief = titled(CHIEF, [...NOT_SELF, ...DEPUTY]);
export const director = titled([...DIRECTOR, 'deputy ceo', 'deputy managing director'], NOT_SELF);
export const manager = titled(MANAGER, NOT_SELF);
export const anyTitle: Match = {
  event: ['form_submit', 'identify'],
  where: { field: 'job_title', exists: true },
};
