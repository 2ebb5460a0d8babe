namespace LoadProbe.Definitions;

/// <summary>One receiver; what kind it is, one of its keys says.</summary>
internal static class ReceiverReader
{
    /// <summary>Null, with a mistake, when it is none.</summary>
    public static Receiver? Read(TextNode name, Node node, Mistakes mistakes)
    {
        KeyTable[] kinds = [.. ReceiversKeys.Kinds.Where(k => node is MappingNode mapping && mapping[k.Name] is not null)];
        if (kinds.Length != 1)
        {
            string why = node is not MappingNode ? $"is {node.Shape}" : kinds.Length == 0 ? "is of no kind" : $"is {string.Join(" and ", kinds.Select(k => k.Name))} at once";
            mistakes.Add(node.At, $"receiver {Quote.Bare(name.Text)} {why}: write one of alertmanager: http://host:9093, webhook: https://host/path, mail: [ops@example.com]");
            return null;
        }

        int before = mistakes.Count;
        Fields fields = Fields.Of(node, $"receiver {Quote.Bare(name.Text)}", kinds[0], mistakes);
        Receiver? read = kinds[0].Name switch
        {
            "alertmanager" => Alertmanager(name.Text, fields),
            "webhook" => WebhookReader.Read(name.Text, fields),
            _ => MailReader.Read(name.Text, fields),
        };
        return mistakes.Count > before ? null : read;
    }

    /// <summary>A value that must not stand in the file; null when it cannot be read, or is not there.</summary>
    public static Template? Secret(Fields fields, string key) => SecretText.Hidden(fields, key, SecretText.Read(fields, key, "a receiver"), $"the {key}");

    private static AlertmanagerReceiver Alertmanager(string name, Fields fields)
    {
        Uri[] addresses = [.. fields.Items("alertmanager").Select(i => WebAddress.Read(i, "alertmanager", "http://127.0.0.1:9093", fields.Mistakes)).OfType<Uri>()];
        if (fields.Items("alertmanager").Count == 0) fields.Mistakes.Add(fields["alertmanager"]!.At, "alertmanager has no address: write for instance http://127.0.0.1:9093");
        if (addresses.Distinct().Count() < addresses.Length) fields.Mistakes.Add(fields["alertmanager"]!.At, "an address stands twice: leave one out");
        TimeSpan? every = fields.Duration("every", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        var read = new AlertmanagerReceiver { At = fields.At, Name = name, Addresses = addresses, Bearer = Secret(fields, "bearer") };
        return every is { } said ? read with { Every = said } : read;
    }
}
