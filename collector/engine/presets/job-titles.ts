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

/** What a title must say to be of a class, and what says that it is not. */
export interface TitleClass {
  words: string[];
  not: string[];
}

/** The highest first: a title that fits several is of the first. One that fits none is `staff`. */
export const ROLES = {
  chief: { words: CHIEF, not: [...NOT_SELF, ...DEPUTY] },
  director: { words: [...DIRECTOR, 'deputy ceo', 'deputy managing director'], not: NOT_SELF },
  manager: { words: MANAGER, not: NOT_SELF },
} as const satisfies Record<string, TitleClass>;

function titled({ words, not }: TitleClass): Match {
  const where: Where = {
    all: [{ field: 'job_title', words }, { not: { field: 'job_title', words: not } }],
  };
  return { event: ['form_submit', 'identify'], where };
}

export const chief = titled(ROLES.chief);
export const director = titled(ROLES.director);
export const manager = titled(ROLES.manager);
export const anyTitle: Match = {
  event: ['form_submit', 'identify'],
  where: { field: 'job_title', exists: true },
};
