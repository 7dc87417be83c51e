/** What happened on no device: a server or a mail provider told of it. */
export const SERVER_DEVICE = 's:server';
