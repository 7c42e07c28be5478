// The finalizer by which an object waits for the operator before it goes. Whoever deletes one in order to have something
// ended in Azure makes sure that it is there: without it the object goes at once, and nothing is ended.

export const FINALIZER = "asr-chatops.io/azure";
