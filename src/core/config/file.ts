/** Of a project's settings; apart from what reads them, which is large. */
export const configFile = 'perfloop.json';
