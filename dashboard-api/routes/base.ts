/** Where the Worker mounts the API. */
export const API_PATH = '/api/v1';
