/** The two files of swagger-ui-dist that the viewer takes; the package ships no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  interface SwaggerOptions {
    /** address of the OpenAPI document */
    url: string;
    domNode: Element | null;
    deepLinking?: boolean;
    persistAuthorization?: boolean;
    tryItOutEnabled?: boolean;
    displayRequestDuration?: boolean;
    /** -1 hides the list of schemas below the calls */
    defaultModelsExpandDepth?: number;
    /** null: no badge from the project's own validator host */
    validatorUrl: string | null;
  }
  const SwaggerUI: (options: SwaggerOptions) => unknown;

  // biome-ignore lint/style/noDefaultExport: so the package exports it
  export default SwaggerUI;
}

declare module 'swagger-ui-dist/swagger-ui.css' {
  const css: string;

  // biome-ignore lint/style/noDefaultExport: how a text import comes
  export default css;
}
