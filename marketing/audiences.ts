// Who is in it now is what advertising reads. A sequence holds a lead in one by `during`.
export const audiences = ['being-warmed'] as const
