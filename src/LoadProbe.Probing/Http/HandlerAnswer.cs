using System.Net.Http.Headers;

namespace LoadProbe.Probing;

/// <summary>An answer as the framework's handler gives it.</summary>
internal sealed class HandlerAnswer(HttpResponseMessage response, Stream body) : HttpAnswer
{
    public override int Status => (int)response.StatusCode;

    public override Version Version => response.Version;

    public override string? Flaw => BodyLength.Fault(Status, Values("Content-Length"));

    public override Stream Body => body;

    public override bool Has(string name) => response.Headers.NonValidated.Contains(name) || response.Content.Headers.NonValidated.Contains(name);

    public override IReadOnlyList<string> Values(string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? [.. values] : [];

    public override void Dispose() => response.Dispose();
}
