namespace LoadProbe.Controller;

/// <summary>Why a run was stopped before its plan was at its end.</summary>
/// <param name="By">guard, threshold, target, lease, window, proof, leak, person, agent or controller.</param>
/// <param name="Reason">One line for a person, with the figure that did it.</param>
/// <param name="At">When the decision was taken.</param>
/// <param name="BreachToLastSend">From the decision to the last request sent; null until that is known.</param>
public sealed record RunStop(string By, string Reason, DateTimeOffset At, TimeSpan? BreachToLastSend = null);
