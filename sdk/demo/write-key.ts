/**
 * The demo shop's write key is the same in every installation: a write key is public (each page
 * carries it), a fixed one lets the shop be plain files, and it opens only the database it is in.
 */
export const DEMO_WRITE_KEY = 'wk_demoshopdemoshopdemoshop';
