using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Alerts as Alertmanager reads them.</summary>
internal static class AlertmanagerJson
{
    public static byte[] Of(IEnumerable<Alert> alerts, AlertRules rules) => JsonWriting.Utf8(json =>
    {
        json.WriteStartArray();
        foreach (Alert alert in alerts) Write(json, alert, rules);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, Alert alert, AlertRules rules)
    {
        Incident incident = alert.Incident;
        json.WriteStartObject();
        json.WriteStartObject("labels");
        foreach ((string name, string value) in alert.Labels) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteString("summary", NotificationText.Summary(incident));
        json.WriteString("agents", string.Join(", ", incident.Agents));
        json.WriteString("first", NotificationText.Run(incident.First));
        json.WriteString("last", NotificationText.Run(incident.Last));
        json.WriteString("incident", $"{incident.Id}");
        if (rules.LinkTo(incident) is { } link) json.WriteString("link", link.AbsoluteUri);
        json.WriteEndObject();
        json.WriteString("startsAt", incident.Opened.Rfc3339());
        // Without an end it goes by its own resolve_timeout, from now.
        if (incident.Closed is { } closed) json.WriteString("endsAt", (closed > incident.Opened ? closed : incident.Opened).Rfc3339());
        if (rules.LinkTo(incident) is { } from) json.WriteString("generatorURL", from.AbsoluteUri);
        json.WriteEndObject();
    }
}
