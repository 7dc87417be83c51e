/** What all routes that need a key have in common. */
import { requireKey } from '../auth.ts';

/** Name of the security scheme in the OpenAPI document. */
export const SECRET_KEY_SCHEME = 'secret_key';

/** Spread into a route's definition: the key is checked before any parameter is looked at. */
export const READ = {
  security: [{ [SECRET_KEY_SCHEME]: ['read'] }],
  middleware: requireKey('read'),
};

/** The same for routes that change something; `admin` may do what `write` may. */
export const WRITE = {
  security: [{ [SECRET_KEY_SCHEME]: ['write'] }],
  middleware: requireKey('write', 'admin'),
};

/** The same for keys and settings, for what cannot be undone, and for what hands out everything. */
export const ADMIN = {
  security: [{ [SECRET_KEY_SCHEME]: ['admin'] }],
  middleware: requireKey('admin'),
};
