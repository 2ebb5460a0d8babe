using System.Text.Json;

namespace LoadProbe.Definitions.Tests;

/// <summary>blackbox.yml: what is secret is used and never shown.</summary>
public class BlackboxSecretTests
{
    // All secrets of the examples have one of these in them.
    private static readonly string[] Marks = ["pa55word", "t0ken", "s3cret", "k3y-"];

    [Theory]
    [InlineData("options-0.23.yml")]
    [InlineData("options-after-0.28.yml")]
    public void No_secret_is_in_the_text_of_a_record_in_its_JSON_or_in_the_configuration_shown(string example)
    {
        BlackboxModules modules = Blackbox.Good(example);
        string shown = string.Join('\n', modules.Modules.SelectMany(Texts)) + BlackboxConfigText.Of(modules);
        Assert.Contains(Marks, m => File.ReadAllText(Blackbox.Example(example)).Contains(m, StringComparison.Ordinal));
        Assert.All(Marks, m => Assert.DoesNotContain(m, shown, StringComparison.Ordinal));
        Assert.Contains("<secret>", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization: Bearer t0ken")]
    [InlineData("basic_auth: pa55word")]
    [InlineData("bearer_token: [t0ken]")]
    [InlineData("proxy_url: 'http://walker:pa55word@proxy:port'")]
    [InlineData("proxy_url: 'ftp://walker:pa55word@proxy'")]
    [InlineData("headers: { a: \"t0ken\\nt0ken\" }")]
    [InlineData("http_headers: { X-A: t0ken }")]
    [InlineData("oauth2: { client_id: a, token_url: 'pa55word', client_secret: { a: s3cret } }")]
    public void No_mistake_shows_what_may_be_secret(string options)
    {
        Loaded<BlackboxModules> loaded = Blackbox.Load($"modules: {{ m: {{ prober: http, http: {{ {options} }} }} }}");
        Assert.NotEmpty(loaded.Mistakes);
        Assert.All(loaded.Mistakes, mistake => Assert.All(Marks, m => Assert.DoesNotContain(m, mistake.Message, StringComparison.Ordinal)));
    }

    // A list's own text is its type's name: what is in it is asked for, too.
    private static IEnumerable<string> Texts(BlackboxModule m) =>
    [
        m.ToString(), JsonSerializer.Serialize(m.Http.Client), JsonSerializer.Serialize(m.WebSocket.Client), JsonSerializer.Serialize(m.Http.Headers), JsonSerializer.Serialize(m.Grpc.Metadata),
        .. m.Http.Headers.Select(h => h.ToString()), .. m.Http.Client.Headers.Concat(m.WebSocket.Headers).SelectMany(h => h.All).Select(v => v.ToString()),
        .. m.Http.Client.Proxy.ConnectHeaders.SelectMany(h => h.Value).Select(v => v.ToString()), .. m.Http.Client.OAuth2?.EndpointParams.Select(p => p.ToString()) ?? [],
    ];
}
