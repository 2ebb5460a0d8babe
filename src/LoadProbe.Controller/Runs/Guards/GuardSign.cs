namespace LoadProbe.Controller;

/// <summary>What a guard or threshold has just seen.</summary>
/// <param name="Text">The rule, as it was written.</param>
/// <param name="Kind">guard or threshold.</param>
/// <param name="Action">What a breach of it does.</param>
/// <param name="Dwell">For how long it has to be well before more is sent again.</param>
/// <param name="Level">How it is.</param>
/// <param name="Reason">A breach in one line, with the figure that is one.</param>
internal sealed record GuardSign(string Text, string Kind, BreachAction Action, TimeSpan Dwell, GuardLevel Level, string Reason);
