namespace LoadProbe.Controller;

/// <summary>Something that somebody did, or that became of what somebody wanted, to be known for good.</summary>
/// <param name="Who">A person as he is known here, or <c>controller</c> and <c>schedule</c>.</param>
/// <param name="Action">What was done: <c>proposed</c>, <c>approved</c>, <c>pulled the lever</c>.</param>
/// <param name="About">On what: a run, a scenario, a key, an agent.</param>
/// <param name="Detail">The rest, in one line; empty when there is no more to say.</param>
public sealed record AuditEvent(string Who, string Action, string About, string Detail = "");
