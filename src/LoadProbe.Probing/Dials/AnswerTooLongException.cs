namespace LoadProbe.Probing;

/// <summary>An answer goes on beyond what is ever read of one.</summary>
internal sealed class AnswerTooLongException(long limit) : IOException($"the answer is longer than {limit >> 20} MB");
