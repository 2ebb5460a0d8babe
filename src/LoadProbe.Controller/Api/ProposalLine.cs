namespace LoadProbe.Controller;

/// <summary>A proposal as the API says it.</summary>
internal sealed record ProposalLine(
    string Id, string Scenario, string State, string Author, string Created, string Expires, string Hash, string Target, string Class, string Needs, string? Missing,
    IReadOnlyList<ApprovalLine> ApprovedBy, IReadOnlyList<string> Agents, IReadOnlyDictionary<string, string> Files, long Arrivals, double PeakRate, double DurationSeconds, int Writes,
    IReadOnlyList<string> Guards, string? Window, string? Ended)
{
    public static ProposalLine Of(Proposal p) => new(
        p.Id, p.Scenario, p.State.Word(), p.Author, p.Created.Rfc3339(), p.Expires.Rfc3339(), p.Hash, p.About.Target, p.About.Class, p.About.Policy.Text,
        p.State == RunState.PendingApproval ? p.About.Policy.Missing(p.Approvals) : null,
        [.. p.Approvals.Select(a => new ApprovalLine(a.Who, a.At.Rfc3339()))], p.About.Agents, p.About.Files, p.About.Arrivals, p.About.PeakRate, p.About.DurationSeconds, p.About.Writes,
        p.About.Guards, p.About.Window, p.Ended.Length == 0 ? null : p.Ended);
}

/// <summary>That somebody approved, as the API says it.</summary>
internal sealed record ApprovalLine(string Who, string At);
