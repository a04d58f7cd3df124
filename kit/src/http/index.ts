export { type HttpHandler, httpPart } from './http-part.ts';
export { readBody } from './read-body.ts';
export { sendJson, sendRefusal, statusOfRefusal } from './respond.ts';
export { healthRoutes, type Routes, routeHandler } from './routes.ts';
export { closeServer, listen, urlOf } from './server.ts';
