/** Thrown when a command of the operator cannot be executed; the message gives the reason. */
export class OperatorError extends Error {}
