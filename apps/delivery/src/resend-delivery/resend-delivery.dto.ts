/** A body without fields; every field is an unknown one. */
export class ResendDeliveryDto {}
