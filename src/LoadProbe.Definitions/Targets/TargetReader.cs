namespace LoadProbe.Definitions;

/// <summary>A target from its mapping or from a bare URL.</summary>
internal static class TargetReader
{
    /// <summary>Null, with a mistake, when it has no usable address.</summary>
    /// <param name="folder">What a relative <c>ca</c> is relative to.</param>
    public static Target? Read(string name, Node node, string folder, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, $"target {Quote.Bare(name)}", TargetKeys.Target, mistakes);
        Uri? address = null;
        if (fields.Needs("address", "address: https://broker.example.com") && fields.Text("address") is { } text) address = Address(text, fields["address"]!.At, mistakes);

        EnvironmentClass @class = fields.Choice("class", TargetKeys.Classes) ?? EnvironmentClass.Prod;
        string? owner = fields.Text("owner");
        int? approvals = fields.Whole("approvals", 0, 5);
        if (approvals == 0 && @class == EnvironmentClass.Prod) mistakes.Add(fields["approvals"]!.At, "approvals 0 is not to be had for production: make it 1 or more, or leave it out");
        Proof? proof = fields["proof"] is { } token ? ProofReader.Read(token, mistakes) : null;
        Caps caps = fields["caps"] is { } limits ? ReadCaps(Fields.Of(limits, "caps", TargetKeys.Caps, mistakes)) : new Caps();
        AllowList? allow = Allow(fields);
        PhaseTimeouts? timeouts = TimeoutsReader.Read(fields["timeouts"], mistakes);
        Proxy? proxy = fields["proxy"] is { } way ? ProxyReader.Read(way, mistakes) : null;
        Mark? mark = MarkReader.Read(fields["mark"], mistakes);
        TlsTrust tls = fields["tls"] is { } trust ? Trust(Fields.Of(trust, "tls", TargetKeys.Tls, mistakes), folder) : new TlsTrust();
        return address is null ? null : new Target { Name = name, Address = address, Class = @class, Owner = owner, Approvals = approvals, Proof = proof, Caps = caps, Allow = allow, Timeouts = timeouts, Proxy = proxy, Mark = mark, Tls = tls };
    }

    /// <summary>A target known only by its address: production, unless it is this machine.</summary>
    public static Target Bare(string name, Uri address) =>
        new() { Name = name, Address = address, Class = address.IsLoopback ? EnvironmentClass.Dev : EnvironmentClass.Prod };

    /// <summary>Scheme, host and port; null with a mistake otherwise.</summary>
    public static Uri? Address(string text, Place at, Mistakes mistakes)
    {
        string url = text.Contains("://", StringComparison.Ordinal) ? text : $"tcp://{text}";
        const string right = "write for instance https://broker.example.com, http://127.0.0.1:8080 or tcp://10.0.0.5:9000";
        string fault;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Host.Length == 0) fault = $"address {Quote.Of(text)} is not a URL: {right}";
        else if (address.UserInfo.Length > 0) fault = "the address holds a user name or password: send it in a header, as ${secret:env:NAME}";
        else if (address.Scheme is not ("http" or "https" or "tcp")) fault = $"address {Quote.Of(text)} has the scheme {Quote.Bare(address.Scheme)}: {right}";
        else if (address.Scheme == "tcp" && address.Port is < 1) fault = $"address {Quote.Of(text)} has no port: {right}";
        else if (address.PathAndQuery is not ("/" or "") || address.Fragment.Length > 0) fault = $"address {Quote.Of(text)} has a path: end it after the host and port, and put the path into the steps";
        else return address;
        mistakes.Add(at, fault);
        return null;
    }

    private static Caps ReadCaps(Fields fields) => new(fields.Rate("rate"), fields.Whole("in_flight", 1, 1_000_000));

    private static TlsTrust Trust(Fields fields, string folder)
    {
        string? authority = fields.Text("ca");
        if (authority is not null)
        {
            string path = Path.Combine(folder, authority);
            if (!Reach.HasFile(path)) fields.Mistakes.Add(fields["ca"]!.At, $"ca {Quote.Of(authority)}: there is no such file beside this one");
            authority = path;
        }

        Template? certificate = SecretText.Read(fields, "certificate", "a target"), key = SecretText.Read(fields, "key", "a target");
        if (key is { IsConstant: true }) fields.Mistakes.Add(fields["key"]!.At, "the key stands in the file: write ${secret:file:PATH} or ${secret:env:NAME}");
        if (fields.Has("certificate") != fields.Has("key")) fields.Report($"tls has a {(fields.Has("key") ? "key and no certificate" : "certificate and no key")}: write both or neither");
        return new TlsTrust(fields.Flag("verify") ?? true, authority, certificate, key);
    }

    private static AllowList? Allow(Fields fields)
    {
        string[] written = [.. new[] { "allow-list", "allow_list", "allow" }.Where(fields.Has)];
        if (written.Length == 0) return null;
        foreach (string again in written.Skip(1)) fields.Mistakes.Add(fields[again]!.At, $"{again} and {written[0]} say the same: keep one");
        var rules = new List<AllowRule>();
        foreach (Node item in fields.Items(written[0]))
        {
            if (Scalars.Text(item, "a rule", fields.Mistakes) is not { } text) continue;
            if (AllowRule.Parse(text) is { } rule) rules.Add(rule);
            else fields.Mistakes.Add(item.At, $"{Quote.Of(text)} is not a destination: write for instance 10.0.0.0/8, 10.1.2.3:443, [::1]:443 or api.example.com:443");
        }

        return new AllowList(rules);
    }
}
