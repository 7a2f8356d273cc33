/** Names that the client, the worker and the workflows share with Temporal. */
export const NAMESPACE = 'default'
export const TASK_QUEUE = 'kindling'
/** The signal that says: look whether your wait is over. */
export const WAKE = 'wake'
