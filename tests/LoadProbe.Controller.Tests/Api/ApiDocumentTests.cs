using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace LoadProbe.Controller.Tests;

/// <summary>The OpenAPI document says what there is.</summary>
public sealed class ApiDocumentTests
{
    private const string Itself = "GET /api/openapi.json";

    [Fact]
    public async Task It_is_sound_and_describes_every_route_of_the_API_with_what_it_does_and_needs()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string text = await (await server.SendAsync(HttpMethod.Get, "/api/openapi.json", await server.KeyAsync(Scope.Read))).Content.ReadAsStringAsync();
        ReadResult read = OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        var operations = read.Document!.Paths.SelectMany(p => p.Value.Operations!.Select(o => (Route: $"{o.Key.Method} {p.Key}", Does: o.Value))).ToArray();
        Assert.Equal(
            server.Routes.Where(r => r.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)).SelectMany(r => r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {r.RoutePattern.RawText}")).Where(r => r != Itself).Order(),
            operations.Select(o => o.Route).Order());
        Assert.All(operations, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.Does.Summary), o.Route);
            Assert.Contains("Needs the scope", o.Does.Description);
            Assert.Single(o.Does.Security!);
            Assert.Contains("401", o.Does.Responses!.Keys);
            Assert.Contains("403", o.Does.Responses.Keys);
            Assert.Contains(o.Does.Responses.Keys, k => k.StartsWith('2'));
        });
    }
}
