export * from './open-api.ts'
export { restRoutes, type RestOptions } from './rest-gateway.ts'
