/** The API viewer at /docs: Swagger UI on our own description, nothing from another host. */

import css from 'swagger-ui-dist/swagger-ui.css' with { type: 'text' };
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [sheet];

SwaggerUI({
  url: '/api/v1/openapi.json',
  domNode: document.querySelector('#api'),
  deepLinking: true,
  // The key stays in the page's memory: a secret does not belong in the browser's storage.
  persistAuthorization: false,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
