/** Where the endpoint's API begins. Apart from the schemas, so that a page can name it without loading them. */
export const API_PREFIX = '/api/v1';
