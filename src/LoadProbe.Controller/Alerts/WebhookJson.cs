using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The document that a webhook gets unless its receiver says otherwise; docs/operations.md describes it.</summary>
internal static class WebhookJson
{
    public static byte[] Of(Notification notification, AlertRules rules) => JsonWriting.Utf8(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("id", $"{notification.Id}");
        json.WriteString("at", notification.At.Rfc3339());
        json.WriteString("status", NotificationText.Status(notification.IsOver));
        json.WriteString("title", NotificationText.Title(notification));
        Labels(json, "group", notification.Labels);
        json.WriteStartArray("alerts");
        foreach (Alert alert in notification.All) Write(json, alert, rules);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, Alert alert, AlertRules rules)
    {
        Incident incident = alert.Incident;
        json.WriteStartObject();
        json.WriteString("status", NotificationText.Status(!alert.IsFiring));
        Labels(json, "labels", alert.Labels);
        json.WriteString("incident", $"{incident.Id}");
        json.WriteString("link", rules.LinkTo(incident)?.AbsoluteUri);
        json.WriteString("opened", incident.Opened.Rfc3339());
        json.WriteString("closed", incident.Closed?.Rfc3339());
        json.WriteString("cause", incident.Cause.Word());
        json.WriteString("step", incident.Step);
        json.WriteString("detail", incident.Detail);
        json.WriteStartArray("agents");
        foreach (string agent in incident.Agents) json.WriteStringValue(agent);
        json.WriteEndArray();
        Write(json, "first", incident.First);
        Write(json, "last", incident.Last);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Evidence evidence)
    {
        json.WriteStartObject(name);
        json.WriteString("result", $"{evidence.Result}");
        json.WriteString("agent", evidence.Agent);
        json.WriteString("at", evidence.At.Rfc3339());
        json.WriteString("outcome", evidence.Outcome.Word());
        json.WriteString("step", evidence.Step);
        json.WriteString("detail", evidence.Detail);
        json.WriteEndObject();
    }

    private static void Labels(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> labels)
    {
        json.WriteStartObject(name);
        foreach ((string label, string value) in labels) json.WriteString(label, value);
        json.WriteEndObject();
    }
}
