import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

/** The head of the OpenAPI document; the paths come from the schemas that validate. */
export const openApi: FastifyDynamicSwaggerOptions['openapi'] = {
  openapi: '3.1.0',
  info: {
    title: 'Threadline endpoint',
    version: '1',
    description:
      'Logs sales e-mail to contacts, companies, deals and leads. Every error is a problem document (RFC 9457) with a code and a sentence.',
  },
  servers: [{ url: '/' }],
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'From POST /pairings.' },
      session: { type: 'apiKey', in: 'cookie', name: 'threadline_session', description: 'From a sign-in link.' },
    },
  },
  security: [{ token: [] }, { session: [] }],
};
