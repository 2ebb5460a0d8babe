using System.Text.Json;

namespace LoadProbe.Core.Tests;

public class TemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("Bearer ${token}", "Bearer t-1")]
    [InlineData("${token}${row.user}", "t-1ann")]
    [InlineData("$${token} costs $5", "${token} costs $5")]
    [InlineData("$$${token}", "$${token}")]
    [InlineData("${secret:env:KEY}/${token}", "k\"y/t-1")]
    [InlineData("a } b", "a } b")]
    public void Holes_are_filled_and_the_rest_stays(string source, string resolved)
    {
        Assert.True(Template.TryParse(source, json: false, out Template template, out string? fault));
        Assert.Null(fault);
        Assert.Equal(source, template.Source);
        Assert.Equal(resolved, template.Resolve(Values()));
    }

    [Fact]
    public void Values_that_go_into_JSON_are_escaped_on_their_way_in()
    {
        Assert.True(Template.TryParse("""{"key":"${secret:env:KEY}","note":"${note}"}""", json: true, out Template template, out _));

        using JsonDocument json = JsonDocument.Parse(template.Resolve(Values()));

        Assert.Equal(("k\"y", "line\nbreak \\ \"quote\" ü"), (json.RootElement.GetProperty("key").GetString(), json.RootElement.GetProperty("note").GetString()));
    }

    [Fact]
    public void Values_that_go_into_a_form_cannot_add_fields_to_it()
    {
        Assert.True(Template.TryParse("q%3F=${row.user}&note=${note}", TemplateEscape.Form, out Template form, out _));
        Variables values = Values();
        values["note"] = "x&admin=1 +";

        Assert.Equal("q%3F=ann&note=x%26admin%3D1%20%2B", form.Resolve(values));
    }

    [Theory]
    [InlineData("${token", "has no closing }")]
    [InlineData("${}", "is not a variable")]
    [InlineData("${a b}", "is not a variable")]
    [InlineData("${ token }", "is not a variable")]
    [InlineData("${secret}", "use ${secret:env:NAME} or ${secret:file:PATH}")]
    [InlineData("${secret:KEY}", "use ${secret:env:NAME} or ${secret:file:PATH}")]
    [InlineData("${secret:env:}", "use ${secret:env:NAME} or ${secret:file:PATH}")]
    [InlineData("${secret:vault:KEY}", "use ${secret:env:NAME} or ${secret:file:PATH}")]
    public void A_hole_that_is_none_is_a_mistake(string source, string wanted)
    {
        Assert.False(Template.TryParse(source, json: false, out _, out string? fault));
        Assert.Contains(wanted, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_may_begin_with_the_letters_of_secret()
    {
        Assert.True(Template.TryParse("${secretary}", json: false, out Template template, out _));
        Assert.Equal(new TemplatePart(TemplatePartKind.Variable, "secretary"), Assert.Single(template.Parts));
    }

    [Fact]
    public void Constants_are_known_as_such()
    {
        Assert.True(Template.Constant("${token}").IsConstant);
        Assert.Equal("${token}", Template.Constant("${token}").Resolve(Values()));
        Assert.True(Template.TryParse("a $${b}", json: false, out Template escaped, out _) && escaped.IsConstant);
        Assert.True(Template.TryParse("${token}", json: false, out Template hole, out _) && !hole.IsConstant);
    }

    private static Variables Values() => new(new Store()) { ["token"] = "t-1", ["row.user"] = "ann", ["note"] = "line\nbreak \\ \"quote\" ü" };

    private sealed class Store : ISecretStore
    {
        public string? Read(SecretReference reference) => reference == new SecretReference(TemplatePartKind.SecretFromEnvironment, "KEY") ? "k\"y" : null;
    }
}
