using System.Globalization;
using System.Text;

namespace LoadProbe.Core;

/// <summary>A notification in words: what may stand in a receiver's own text.</summary>
public static class NotificationText
{
    private const int MostNamed = 5, MostTold = 50;

    private static readonly IReadOnlyDictionary<string, Func<Notification, AlertRules, string>> Words = new Dictionary<string, Func<Notification, AlertRules, string>>
    {
        ["id"] = (n, _) => $"{n.Id}",
        ["status"] = (n, _) => Status(n.IsOver),
        ["title"] = (n, _) => Title(n),
        ["text"] = Text,
        ["severity"] = (n, _) => Worst(n),
        ["firing"] = (n, _) => Count(n.Firing.Count),
        ["resolved"] = (n, _) => Count(n.Resolved.Count),
        ["group"] = (n, _) => string.Join(", ", n.Labels.Where(l => l.Value.Length > 0).Select(l => $"{l.Key}={l.Value}")),
        ["probes"] = (n, _) => Named(n.All.Select(a => a.Incident.Probe)),
        ["targets"] = (n, _) => Named(n.All.Select(a => a.Incident.Target)),
        ["cause"] = (n, _) => Named(n.All.Select(a => a.Incident.Cause.Word())),
        ["agents"] = (n, _) => Named(n.All.SelectMany(a => a.Incident.Agents)),
        ["link"] = (n, rules) => rules.LinkTo(n.All.First().Incident)?.AbsoluteUri ?? "",
    };

    /// <summary>What may be asked for as <c>${name}</c>.</summary>
    public static IEnumerable<string> Names => Words.Keys;

    /// <summary>Gives a receiver's text its values.</summary>
    public static void Fill(Variables variables, Notification notification, AlertRules rules)
    {
        foreach ((string name, Func<Notification, AlertRules, string> value) in Words) variables[name] = value(notification, rules);
    }

    /// <summary>How an alert or all of a notification stands, in the word that Alertmanager uses.</summary>
    public static string Status(bool isOver) => isOver ? "resolved" : "firing";

    /// <summary>One line.</summary>
    public static string Title(Notification notification)
    {
        string what = Named((notification.IsOver ? notification.Resolved : notification.Firing).Select(a => $"{a.Incident.Probe} on {a.Incident.Target}"));
        return notification.IsOver ? $"resolved: {what}" : $"down ({Worst(notification)}): {what}";
    }

    /// <summary>What is said of one incident in a line.</summary>
    public static string Summary(Incident incident) =>
        $"{incident.Probe} on {incident.Target} {(incident.Closed is null ? "is" : "was")} down: {incident.Cause.Word()}{(incident.Step is { } step ? $" in the step {step}" : "")}{(incident.Detail is { Length: > 0 } detail ? $", {detail}" : "")}";

    /// <summary>A run of it, in a line.</summary>
    public static string Run(Evidence evidence) =>
        $"{evidence.At.Rfc3339()} on {evidence.Agent}: {evidence.Outcome.Word()}{(evidence.Step is { } step ? $" in {step}" : "")}{(evidence.Detail is { Length: > 0 } detail ? $", {detail}" : "")} (result {evidence.Result})";

    private static string Text(Notification notification, AlertRules rules)
    {
        var text = new StringBuilder();
        foreach (Alert alert in notification.All.Take(MostTold))
        {
            Incident incident = alert.Incident;
            text.Append(CultureInfo.InvariantCulture, $"{Summary(incident)}\n  since {incident.Opened.Rfc3339()}{(incident.Closed is { } closed ? $" until {closed.Rfc3339()}" : "")}\n");
            text.Append(CultureInfo.InvariantCulture, $"  seen by {string.Join(", ", incident.Agents)}\n  first {Run(incident.First)}\n  last  {Run(incident.Last)}\n");
            if (rules.LinkTo(incident) is { } link) text.Append(CultureInfo.InvariantCulture, $"  {link}\n");
            text.Append('\n');
        }

        int more = notification.Firing.Count + notification.Resolved.Count - MostTold;
        if (more > 0) text.Append(CultureInfo.InvariantCulture, $"and {more} more\n");
        return text.ToString().TrimEnd('\n');
    }

    // By the label, which is what it was told as.
    private static string Worst(Notification notification) =>
        Enum.GetValues<Severity>().Reverse().Select(s => s.Word()).FirstOrDefault(w => notification.All.Any(a => a.Labels.GetValueOrDefault("severity") == w)) ?? Severity.Critical.Word();

    private static string Named(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct().Order(StringComparer.Ordinal)];
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
